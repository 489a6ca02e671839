"""The report of a check: one page that needs nothing beside it, with a crop of the frame at each finding."""

from __future__ import annotations

from itertools import groupby
from pathlib import Path

from jinja2 import Environment

from reel.check.finding import Finding
from reel.check.rules import RULES
from reel.check.run import Checked
from reel.sealed import draft_of

_PAGE = """<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>reel check</title>
<style>
  :root { color-scheme: dark; }
  body { background: #0E1116; color: #E8EAED; font: 16px/1.5 Inter, system-ui, sans-serif;
         margin: 2rem auto; max-width: 72rem; padding: 0 1rem; }
  h1, h2, h3 { line-height: 1.2; } h2 { margin-top: 3rem; border-bottom: 1px solid #2B323D; padding-bottom: .3rem; }
  article { display: grid; grid-template-columns: minmax(12rem, 22rem) 1fr; gap: 1.2rem; margin: 1.2rem 0; padding: 1rem;
            background: #161B23; border-left: 4px solid #8B94A3; border-radius: 4px; }
  article.error { border-color: #D86B72; } article.warning { border-color: #F7C52D; } article.waived { opacity: .75; }
  img { width: 100%; border-radius: 2px; } p { margin: .3rem 0; } code { color: #F7C52D; }
  .where, .why { color: #A9B2C0; font-size: .9rem; } table { border-collapse: collapse; }
  td, th { padding: .2rem .8rem .2rem 0; text-align: left; vertical-align: top; }
  @media (max-width: 40rem) { article { grid-template-columns: 1fr; } }
</style>
<h1>{{ told }}</h1>
{% macro shown(one) %}
<article class="{{ one.severity }}{% if one.waived %} waived{% endif %}">
  {% if one.picture %}
  <img src="{{ one.picture }}" alt="{{ one.what }}, at {{ clock(one.seconds) }}" loading="lazy">
  {% else %}<div></div>{% endif %}
  <div>
    <p><strong>{{ one.what }}</strong></p>
    <p class="where">{{ one.severity }}: <code>{{ one.rule }}</code> · {{ one.where }} · {{ clock(one.seconds) }}
      {%- if one.last %} to {{ clock(one.last) }}{% endif %}{% if one.line %} · line {{ one.line }}{% endif %}</p>
    {% if one.waived %}<p>It may stand: {{ one.waived }}</p>{% else %}<p>{{ one.todo }}</p>{% endif %}
    <p class="why">{{ rules[one.rule].says }} {{ rules[one.rule].why }}</p>
  </div>
</article>
{% endmacro %}
{% for lesson, findings in lessons %}
<h2>{{ lesson }}</h2>
{% for one in findings %}{{ shown(one) }}{% else %}<p>Nothing was found.</p>{% endfor %}
{% endfor %}
{% if waivers %}
<h2>Waivers</h2>
<table><tr><th>rule</th><th>where</th><th>reason</th><th>findings</th></tr>
{% for one in waivers %}
<tr><td><code>{{ one.rule }}</code></td><td>{{ one.path.name }}:{{ one.line }}
  {%- if one.chapter %} · {{ one.chapter }}{% endif %}
  {%- if one.beat %}@{{ one.beat }}{% endif %}</td><td>{{ one.reason }}</td>
  <td>{{ one.used or "none: it can go" }}</td></tr>
{% endfor %}
</table>
{% endif %}
</html>
"""


def clock(seconds: float) -> str:
    """Minutes and seconds of a chapter, as a player shows them, with a tenth.

    >>> clock(75.26)
    '1:15.3'
    """
    tenths = round(seconds * 10)
    return f"{tenths // 600}:{tenths % 600 // 10:02d}.{tenths % 10}"


def summary(checked: Checked) -> str:
    """How much was found, in a line."""
    errors, warnings = (len(checked.open(severity)) for severity in ("error", "warning"))
    waived = sum(one.waived is not None for one in checked.findings)
    told = f"{_count(errors, 'error')}, {_count(warnings, 'warning')}, {waived} waived"
    return f"{told} in {_count(len(checked.lessons), 'lesson')}"


def _count(number: int, what: str) -> str:
    return f"{number} {what}" if number == 1 else f"{number} {what}s"


def in_order(findings: list[Finding]) -> list[Finding]:
    """The worst first, then as they come in the film."""
    return sorted(findings, key=lambda one: (one.waived is not None, one.severity != "error"))


def write_page(checked: Checked, folder: Path) -> Path:
    """Write the report into a folder; where it is."""
    folder.mkdir(parents=True, exist_ok=True)
    by_lesson = {name: list(each) for name, each in groupby(checked.findings, key=lambda one: one.lesson)}
    lessons = [(name, in_order(by_lesson.get(name, []))) for name in checked.lessons]
    template = Environment(autoescape=True).from_string(_PAGE)
    text = template.render(
        told=summary(checked), lessons=lessons, rules=RULES, waivers=checked.waivers, clock=clock
    )  # fmt: skip
    page = folder / "index.html"
    part = draft_of(page)
    part.write_text(text, encoding="utf-8")
    part.replace(page)
    return page
