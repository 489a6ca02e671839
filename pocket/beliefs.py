"""What the model expects next, with all its heads and without some, beside what the language allows."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from maths.transformer import Head
from pocket.language import automaton
from pocket.model import Model


@dataclass(frozen=True)
class Beliefs:
    """The chances of N words to come next: `whole` by the model, `silenced` by the model without some heads, `true` in
    the language. `words` (N): first those that can come, in the order of the alphabet, then the wrong ones."""

    words: tuple[str, ...]
    whole: tuple[float, ...]
    silenced: tuple[float, ...]
    true: tuple[float, ...]


def beliefs(model: Model, said: Sequence[str], silenced: Collection[Head], wrong: int = 2) -> Beliefs:
    """What comes after some words: those that can come, and the `wrong` likeliest for the silenced model that cannot.

    Raises ValueError for unknown words and for a sentence that cannot begin so.
    """
    true = automaton().next_words(said)
    intact, without = model.next_words(said), model.next_words(said, silenced)
    shown = (*sorted(true), *[word for word in without if word not in true][:wrong])
    chances = (tuple(float(one.get(word, 0)) for word in shown) for one in (intact, without, true))
    return Beliefs(shown, *chances)
