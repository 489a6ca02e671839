"""A piece of HTML that shows a video with captions, wherever it is pasted and where it is opened from a file.

From a file a browser refuses modules, and reads no cues of a `<track src>`: the cues stand in it, and a plain script hands
them to the player."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from jinja2 import Environment

from reel.captions import Caption

_PAGE = """\
<figure class="glass-box" style="margin: 0; max-width: {{ width }}px">
  <video id="{{ name }}" controls playsinline preload="metadata" width="{{ width }}" height="{{ height }}"
    poster="{{ poster }}" aria-label="{{ title }}" style="width: 100%; height: auto; background: #0E1116">
    <source src="{{ video }}" type="{{ kind }}">
    <a href="{{ video }}">{{ title }}</a>
  </video>
  <figcaption>{{ title }}. From <cite>{{ lesson }}</cite>, Inside the Glass Box,
    <a href="https://creativecommons.org/licenses/by/4.0/">CC BY 4.0</a>.
    <details><summary>What is said</summary>{% for one in said %}<p>{{ one }}</p>{% endfor %}</details>
  </figcaption>
  <script>
    (function () {
      var video = document.getElementById({{ name | script }});
      var track = video.addTextTrack("captions", "English", {{ language | script }});
      {{ cues | script }}.forEach(function (one) { track.addCue(new VTTCue(one[0], one[1], one[2])); });
      track.mode = "{{ 'showing' if shown else 'disabled' }}";
    })();
  </script>
</figure>
"""


def as_script(value: Any) -> str:
    """A value as it may stand in a script in a page: nothing in it ends the script."""
    text = json.dumps(value, ensure_ascii=False)
    for sign in "<>&\u2028\u2029":
        text = text.replace(sign, f"\\u{ord(sign):04x}")
    return text


def cue_rows(captions: Sequence[Caption]) -> list[list[Any]]:
    """Captions as a script takes them: start, end, text. In the text of a cue `<` and `&` are marks."""
    rows = []
    for one in captions:
        text = "\n".join(one.lines).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
        rows.append([one.start, one.end, text])
    return rows


def environment() -> Environment:
    """Pages are made with it: what is put in is text, and `script` makes values of a script."""
    from markupsafe import Markup

    made = Environment(autoescape=True, trim_blocks=True, lstrip_blocks=True, keep_trailing_newline=True)
    made.filters["script"] = lambda value: Markup(as_script(value))
    return made


def snippet(captions: Sequence[Caption], shown: bool = True, **about: Any) -> str:
    """The piece of HTML. `about` gives name, title, lesson, language, video, kind, poster, width, height and said."""
    return environment().from_string(_PAGE).render(cues=cue_rows(captions), shown=shown, **about)
