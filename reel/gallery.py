"""The gallery: every element of the stage on one page, each drawn from the example in its docstring."""

from __future__ import annotations

from pathlib import Path

from jinja2 import Environment

from reel import film
from reel.folders import check_writable
from reel.quality import Quality
from reel.store import default_cache

QUALITY = Quality("gallery", 960, 540, 15)

_PAGE = """<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>Elements of the stage</title>
<style>
  body { background: #0E1116; color: #E8EAED; font: 16px/1.5 sans-serif; margin: 2rem auto; max-width: 76rem; }
  section { display: grid; grid-template-columns: 480px 1fr; gap: 1.5rem; margin: 2rem 0; }
  img { width: 480px; border: 1px solid #2B323D; }
  pre { background: #161B23; padding: .75rem; overflow: auto; font-size: 13px; }
  h2 { margin: 0; } code { color: #F7C52D; }
</style>
<h1>Elements of the stage</h1>
{% for one in elements %}
<section>
  <img src="{{ one.picture }}" alt="{{ one.name }}">
  <div><h2>{{ one.name }}</h2><code>scenes.{{ one.module }}</code><p>{{ one.about }}</p><pre>{{ one.source }}</pre></div>
</section>
{% endfor %}
</html>
"""


def make_gallery(folder: Path) -> tuple[Path, int]:
    """Draw all elements into a folder; the page, and how many there are."""
    check_writable(folder)
    done = film.run_alone("gallery", QUALITY, folder, default_cache())
    page = folder / "index.html"
    page.write_text(Environment(autoescape=True).from_string(_PAGE).render(elements=done["elements"]), encoding="utf-8")
    return page, len(done["elements"])
