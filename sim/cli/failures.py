"""Errors in words: the one place that turns an error into a message and a code."""

import traceback
from typing import Any

from rich.text import Text

from sim.cli.exits import BUG, WRONG_INPUT, Refusal, Stopped
from sim.cli.help import key_of, option_words
from sim.cli.talk import Talk
from sim.errors import EngineError, Problem, SimError
from sim.language import text

__all__ = ["explained", "problem_data", "show_problems"]


def explained(error: BaseException, talk: Talk) -> int:
    """Say on stderr what went wrong and return the exit code."""
    match error:
        case Stopped():
            talk.tell("stopped")
            return error.exit_code
        case EngineError():
            show_problems(error.problems, talk, "problems_engine")
            talk.tell("bug_hint")
            return BUG
        case SimError():
            show_problems(error.problems, talk, "problems")
        case Refusal():
            _show_error(talk.say(error.key, **error.values), talk)
        case OSError():
            _show_error(_os_words(error, talk), talk)
        case _ if hasattr(error, "exit_code") and hasattr(error, "format_message"):
            _show_usage_error(error, talk)
        case _:
            trace = "".join(traceback.format_exception(error)).rstrip()
            talk.err.print(trace, soft_wrap=True)
            _show_error(talk.say("bug", kind=type(error).__name__), talk)
            talk.tell("bug_hint")
            return BUG
    return WRONG_INPUT


def show_problems(
    problems: tuple[Problem, ...], talk: Talk, key: str, **values: object
) -> None:
    """Print problems as a numbered list: where, rule, value, remedy."""
    _show_error(talk.say(key, count=len(problems), **values), talk)
    for number, problem in enumerate(problems, start=1):
        talk.err.print(Text(f"{number:>2}. ").append(_where(problem, talk), "bold"))
        talk.tell_text(problem.rule_text(talk.language) + _got(problem, talk), indent=4)
        remedy = "→ " + problem.remedy_text(talk.language)
        talk.tell_text(remedy, style="green", indent=4)


def problem_data(problem: Problem, talk: Talk) -> dict[str, str | None]:
    """Return a problem as plain data."""
    return {
        "where": problem.where,
        "rule": problem.rule,
        "message": problem.rule_text(talk.language),
        "value": None if problem.got is None else problem.got_text(),
        "remedy": problem.remedy_text(talk.language),
    }


def _where(problem: Problem, talk: Talk) -> str:
    """Return the place: in words where there are some, and as a file writes it."""
    words = problem.where_text(talk.language)
    if words == problem.where:
        return words or talk.say("whole_input")
    return f"{words} ({problem.where})"


def _got(problem: Problem, talk: Talk) -> str:
    if problem.got is None:
        return ""
    return text("problem.got", talk.language, value=problem.got_text())


def _show_error(words: str, talk: Talk) -> None:
    talk.tell_text(f"{talk.say('error_mark')} {words}", style="red")


def _os_words(error: OSError, talk: Talk) -> str:
    match error:
        case FileNotFoundError():
            key = "file_not_found"
        case PermissionError():
            key = "file_forbidden"
        case IsADirectoryError():
            key = "file_is_folder"
        case NotADirectoryError() | FileExistsError():
            key = "file_in_the_way"
        case _:
            key = "file_trouble"
    return talk.say(key, path=error.filename or "-", message=error.strerror or "")


def _show_usage_error(error: Any, talk: Talk) -> None:  # noqa: ANN401
    """Print what is wrong with the command line, in the words of the user."""
    context = getattr(error, "ctx", None)
    parameter = getattr(error, "param", None)
    name = _parameter_name(parameter)
    match type(error).__name__:
        case "NoSuchOption":
            similar = ", ".join(error.possibilities or ())
            key = "no_such_option_similar" if similar else "no_such_option"
            words = talk.say(key, name=error.option_name, similar=similar)
        case "MissingParameter":
            words = talk.say("missing_parameter", name=name)
        case "BadOptionUsage":
            words = talk.say("option_needs_value", name=error.option_name)
        case "BadParameter" if parameter is not None:
            allowed = _allowed(parameter, talk)
            words = talk.say("bad_parameter", name=name, allowed=allowed)
        case _:
            words = talk.say("bad_usage", message=error.format_message())
    _show_error(words, talk)
    if context is not None and parameter is not None:
        about = option_words(key_of(context), parameter, talk)
        talk.tell_text(f"{name}: {about}", indent=2)
    if context is not None:
        talk.tell("see_help", command=context.command_path)


def _allowed(parameter: Any, talk: Talk) -> str:  # noqa: ANN401
    """Return which values an option takes."""
    low, high = getattr(parameter, "min", None), getattr(parameter, "max", None)
    metavar = str(parameter.metavar or "")
    if "|" in metavar:
        return talk.say("allowed_choice", choices=metavar.replace("|", ", "))
    if low is not None and high is not None:
        return talk.say("allowed_between", low=low, high=high)
    if low is not None:
        return talk.say("allowed_at_least", low=low)
    return talk.say("allowed_day" if "YYYY" in metavar else "allowed_other")


def _parameter_name(parameter: Any) -> str:  # noqa: ANN401
    if parameter is None:
        return ""
    if parameter.param_type_name == "argument":
        return str(parameter.metavar or parameter.name.upper())
    return str(parameter.opts[-1])
