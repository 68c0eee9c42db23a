from sim.errors import EngineError, Problem, ScenarioError, SimError


def test_error_shows_every_problem_with_place_rule_value_and_remedy():
    """All problems stand in one error, in the language that is asked for."""
    error = ScenarioError(
        [
            Problem("a[0]", "stream_collision", "x", {"other": "y"}),
            Problem("seed", "key_field_range", -1, {"limit": 9}),
        ]
    )

    lines = str(error).splitlines()
    assert len(lines) == 2
    assert lines[1].startswith("seed: ")
    assert "got -1" in lines[1]
    assert "(入力値 -1)" in error.text("ja")


def test_place_is_called_as_the_screen_calls_it():
    """A place that has a name is told by it; the whole input needs none."""
    named = Problem("draft", "terms_blank", called=lambda language: f"draft/{language}")

    assert named.text("ja").startswith("draft/ja: 未記入です")
    assert Problem("", "terms_blank").text().startswith("is blank; ")
    assert named == Problem("draft", "terms_blank")


def test_one_problem_is_enough():
    """A single problem needs no list."""
    error = EngineError(Problem("trajectory", "engine_rule", None, {"rule": "15"}))

    assert len(error.problems) == 1
    assert "got" not in str(error)
    assert isinstance(error, SimError)


def test_long_values_are_cut():
    """A value of a thousand characters does not fill the screen."""
    problem = Problem("seed", "key_field_range", "x" * 1000, {"limit": 9})

    assert len(problem.text()) < 300
