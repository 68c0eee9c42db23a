"""``hanboki verify-receipt`` and ``sign-receipt``: proof on any machine."""

import json

import pytest

from tests.unit.agreements.receipts import receipt


@pytest.fixture
def file(tmp_path):
    """Return the file of a receipt."""
    path = tmp_path / "receipt.json"
    path.write_bytes(receipt())
    return path


@pytest.mark.parametrize(
    ("lang", "passed", "standing"),
    [
        ("ja", "合格", "合意 A-0001 第2版: 双方合意・確定"),
        ("en", "passed", "Agreement A-0001, revision 2: agreed by both sides"),
    ],
)
def test_receipt_that_is_as_it_was_made_passes(run, file, lang, passed, standing):
    """Every check is a line, and what was agreed on is said in one."""
    result = run("verify-receipt", file, lang=lang)

    assert result.exit_code == 0
    assert result.stdout.count(passed) >= 8
    assert standing in result.stdout


def test_changed_receipt_fails_and_the_item_is_named(run, file):
    """The exit code is 1, and the first bad item stands on stderr with its remedy."""
    file.write_bytes(
        receipt().replace("countered 受領".encode(), "countered 受理".encode())
    )
    result = run("verify-receipt", file)

    assert result.exit_code == 1
    assert "不合格" in result.stdout
    assert "events[3]" in result.stderr
    assert "相手方の控えと突き合わせて" in result.stderr


def test_any_other_file_fails(run, tmp_path):
    """A file that is no receipt does not pass, and nothing crashes."""
    (tmp_path / "x.json").write_text("{}")
    result = run("verify-receipt", tmp_path / "x.json", lang="en")

    assert result.exit_code == 1
    assert "not applicable" in result.stdout


def test_agreed_run_is_repeated(run, file):
    """With --rerun the numbers of the agreement come out again."""
    result = run("verify-receipt", file, "--rerun", "--json")
    found = json.loads(result.stdout)

    assert found["passed"]
    assert found["concluded"]
    assert found["checks"][-1] == {"name": "rerun", "passed": True, "problem": None}


def test_run_of_another_version_is_no_fault(run, file, monkeypatch):
    """Numbers that differ under another version are said, and the receipt passes."""
    from sim.agreements import rerun

    bound = rerun.bound_run

    def other(result):
        found = bound(result)
        line = found.kpis[0].replace(mean=1.0)
        versions = {**found.versions, "hanboki": "99"}
        return found.replace(kpis=(line, *found.kpis[1:]), versions=versions)

    monkeypatch.setattr(rerun, "bound_run", other)
    result = run("verify-receipt", file, "--rerun", lang="en")

    assert result.exit_code == 0
    assert "no fault of the receipt" in result.stdout


def test_signature_is_made_and_verified(run, file, tmp_path):
    """A new key signs the receipt; the public key verifies the signature."""
    key = tmp_path / "shop.pem"
    words = ("--key", key, "--organization", "店", "--new-key")
    signed = run("sign-receipt", file, *words)
    sig, public = tmp_path / "receipt.sig.json", tmp_path / "shop.pem.pub"
    verified = run("verify-receipt", file, "--signature", sig, "--key", public)

    assert signed.exit_code == 0
    assert "指紋" in signed.stderr
    assert verified.exit_code == 0
    assert "署名が、この控えと鍵に合う" in verified.stdout


def test_signature_of_another_key_fails(run, file, tmp_path):
    """A signature that does not fit the key is the bad item."""
    for name in ("a", "b"):
        out = ("--out", tmp_path / f"{name}.sig.json", "--json")
        key = ("--key", tmp_path / f"{name}.pem", "--new-key")
        run("sign-receipt", file, "--organization", name, *key, *out)
    result = run(
        "verify-receipt",
        file,
        "--signature",
        tmp_path / "a.sig.json",
        "--key",
        tmp_path / "b.pem.pub",
    )

    assert result.exit_code == 1
    assert "署名が、この控えと鍵に合いません" in result.stderr


def test_key_and_signature_go_together(run, file):
    """One without the other is a mistake of the command line."""
    result = run("verify-receipt", file, "--key", file)

    assert result.exit_code == 2


def test_only_a_sound_receipt_is_signed(run, file, tmp_path):
    """A key is never made nor used for a receipt that does not verify."""
    file.write_bytes(b"{}")
    key = tmp_path / "k.pem"
    words = ("--key", key, "--organization", "x", "--new-key")
    result = run("sign-receipt", file, *words)

    assert result.exit_code == 2
    assert not key.exists()


def test_existing_key_is_not_made_anew(run, file, tmp_path):
    """A key that is there is kept."""
    key = tmp_path / "k.pem"
    key.write_text("mine")
    words = ("--key", key, "--organization", "x", "--new-key")
    result = run("sign-receipt", file, *words)

    assert result.exit_code == 2
    assert key.read_text() == "mine"


@pytest.mark.parametrize(
    ("name", "begins"), [("r.pdf", b"%PDF"), ("r.XLSX", b"PK"), ("r.html", b"<!doc")]
)
def test_report_is_what_its_name_says(simulate, tmp_path, name, begins):
    """The ending of the name chooses PDF, Excel or HTML."""
    result = simulate("--report", tmp_path / name)

    assert result.exit_code == 0
    assert (tmp_path / name).read_bytes().startswith(begins)
