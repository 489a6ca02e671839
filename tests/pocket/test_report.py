"""The report, and the document that quotes it."""

from click.testing import CliRunner

from pocket.report import DOCUMENT, SECTIONS, between, main


def test_the_document_states_what_the_report_measures() -> None:
    text = DOCUMENT.read_text(encoding="utf-8")
    for name, section in SECTIONS.items():
        quoted = between(name).search(text)
        assert quoted is not None, f"docs/model.md has no place for {name}"
        assert quoted.group() == section(), (
            f"docs/model.md is out of date: python -m pocket.report --write ({name})"
        )


def test_the_report_prints_every_section() -> None:
    result = CliRunner().invoke(main, [])
    assert result.exit_code == 0
    for section in SECTIONS.values():
        assert section() in result.output
    assert "| entropy of a word | " in result.output


def test_the_report_writes_the_document(tmp_path, monkeypatch) -> None:  # type: ignore[no-untyped-def]
    document = tmp_path / "model.md"
    text = DOCUMENT.read_text(encoding="utf-8")
    document.write_text(between("seeds").sub("old figures", text), encoding="utf-8")
    monkeypatch.setattr("pocket.report.DOCUMENT", document)
    assert CliRunner().invoke(main, ["--write"]).exit_code == 0
    assert document.read_text(encoding="utf-8") == text
