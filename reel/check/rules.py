"""The rules: what each says, why it is there, where that comes from, and what to do. `docs/check.md` shows good and bad."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Severity = Literal["error", "warning"]


@dataclass(frozen=True)
class Rule:
    """`says` is what must hold; `source` is where the rule or its figure comes from ("ours": our choice)."""

    name: str
    group: str
    severity: Severity
    says: str
    why: str
    source: str
    todo: str


_EVERY = (
    Rule(
        "text-over-text", "Stage", "error",
        "No text stands on another for longer than a fifth of a second, in motion either: five looks a second.",
        "Two texts on one spot can both not be read.",
        "ours; the extraneous load of Sweller, van Merriënboer and Paas 1998",
        "Let one leave before the other comes, or lead it round.",
    ),
    Rule(
        "text-over-shape", "Stage", "error",
        "What lies around a text that stands is even, and no line goes through a glyph; in motion, for 0.6 s at most.",
        "Lines that run under letters break their forms.",
        "ours; W3C, Understanding SC 1.4.3, on text over images",
        "Put a backing behind it, or move it off.",
    ),
    Rule(
        "cut-by-frame", "Stage", "error", "Nothing that is seen, and no group of shapes, reaches over the frame's edge.",
        "What is cut reads as a mistake.", "ours",
        "Make it smaller, move it, or let it be gone before it comes to the edge.",
    ),
    Rule(
        "outside-safe-area", "Stage", "error", "No text comes within 4% of the frame's edge.",
        "Players and pages cover or round off the edge.", "EBU R 95 (action safe 3.5%), rounded up",
        "Place it in a region of scenes.frame.",
    ),
    Rule(
        "under-captions", "Stage", "error", "No text stands in the lowest 12% of the frame.",
        "Captions that are switched on would cover it.", "EBU R 95; the two caption lines of our own captions",
        "Place it in a region of scenes.frame.",
    ),
    Rule(
        "too-small", "Stage", "error", "No text is set smaller than 32 pixels from em to em in a 1080-line frame.",
        "On a telephone it would be under 2 mm.", "BBC subtitle guidelines, scaled; ours",
        "Set it larger, or say less.",
    ),
    Rule(
        "crowding", "Stage", "error",
        "The letters of two texts keep a tenth of an em between them; within one group, a thirtieth.",
        "Closer, they read as one word.", "the gestalt law of proximity (Wertheimer 1923); the width of a thin space",
        "Give them room.",
    ),
    Rule(
        "contrast", "Stage", "error",
        "A glyph that stands has a contrast of 4.5:1 with what is drawn around it, unless it was dimmed after it was read.",
        "Less is not read by one viewer in twelve, nor on a dim projector.", "WCAG 2.2, SC 1.4.3",
        "Use a role of the theme at full opacity, or a backing.",
    ),
    Rule(
        "far-label", "Stage", "error",
        "A label stands within one em and a half of what it labels; a text placed beside a thing, within three.",
        "The eye must find the pair by itself.", "spatial contiguity: Mayer 2009; Schroeder and Cenkci 2018",
        "Place it beside its thing.",
    ),
    Rule(
        "unreferred", "Stage", "error",
        "What enters with a chapter is used by a beat, not only taken away; or it is named, or the kind of thing it is.",
        "What nothing refers to is looked at for nothing.", "coherence: Mayer 2009",
        "Say what it is for, or take it away.",
    ),
    Rule(
        "stage-not-empty", "Stage", "error", "A chapter begins and ends on an empty stage.",
        "It is shown, embedded and cut alone.", "ours: docs/lessons.md",
        "Let everything leave; take away updaters that bring things back.",
    ),
    Rule(
        "many-things", "Stage", "warning", "No more than seven groups of things stand on the stage at once.",
        "More cannot be held in view.", "Miller 1956; Cowan 2001 says four",
        "Let what was dealt with leave, or say why it is an overview.",
    ),
    Rule(
        "swapped-object", "Stage", "warning",
        "What stood for 2 seconds, leaves, and is back within 6 at the same place, looking the same, is the same object.",
        "A thing that fades and is there again reads as another.", "object constancy: Heer and Robertson 2007",
        "Keep it on the stage, dimmed, or move it.",
    ),
    Rule(
        "flashing", "Motion", "error", "Nothing flashes more than three times in a second.",
        "It can cause seizures.", "WCAG 2.2, SC 2.3.1: general and red flash",
        "Change it more slowly, or make it smaller.",
    ),
    Rule(
        "flashing-second-opinion", "Motion", "warning",
        "ffmpeg's photosensitivity filter would not dim the picture, where WCAG's definition finds no flashes.",
        "It goes by the mean of large parts and knows no tenth of luminance, so it sees what that definition lets pass.",
        "FFmpeg, vf_photosensitivity, at its own threshold; ours",
        "Change it more slowly, or make it smaller or darker.",
    ),
    Rule(
        "jump", "Motion", "error", "Nothing changes between two frames without a motion; counts and sweeps go by steps.",
        "A cut that is not meant reads as a mistake, and what changed is missed.",
        "change blindness: Rensink, O'Regan and Clark 1997",
        "Play the change, or begin it where the last motion ended.",
    ),
    Rule(
        "unrelated-motion", "Motion", "warning", "No more than two unrelated things move at once.",
        "The eye follows one thing at a time.", "Tversky, Morrison and Bétrancourt 2002",
        "Move them one after another, or as one group.",
    ),
    Rule(
        "frozen", "Motion", "warning", "While the voice speaks, the picture does not stand still for more than 8 seconds.",
        "The voice goes on and the picture says nothing.", "ours; temporal contiguity: Mayer 2009",
        "Point at what is being said.",
    ),
    Rule(
        "brief-motion", "Motion", "warning", "No motion is shorter than 0.3 seconds (known to half a frame of 1/15 s).",
        "It is over before the eye is there.", "a saccade's delay of 0.2 s: Rayner 1998",
        "Give it half a second.",
    ),
    Rule(
        "too-fast", "Motion", "warning", "Nothing moves faster than two thirds of the frame's width in a second.",
        "The eye can follow about 30 degrees a second, and a frame is some 40 degrees wide.",
        "smooth pursuit: Meyer, Lasker and Robinson 1985",
        "Give it more time.",
    ),
    Rule(
        "pace", "Words", "error",
        "A beat of eight words or more has 110 to 180 of them a minute, over its time without its written pauses.",
        "Faster is not followed, slower is not waited for.", "Guo, Kim and Rubin 2014; Foulke and Sticht 1969",
        "Say less in the beat, or set its pauses otherwise.",
    ),
    Rule(
        "long-sentence", "Words", "error", "No sentence is longer than 25 words; a pause, a dash or a colon ends none.",
        "A listener cannot read back.", "plain-language guidance; ours",
        "Make two of it.",
    ),
    Rule(
        "prose", "Words", "error",
        "Beside the voice stand no more than 8 words of prose: of all texts and paragraphs of more than three words.",
        "Nobody can read and listen at once.", "redundancy: Berney and Bétrancourt 2016",
        "Say it, or show it.",
    ),
    Rule(
        "repeats-narration", "Words", "error",
        "No text or paragraph shows five words in a row within half a second of their being said.",
        "The same words heard and read get in each other's way.", "redundancy: Mayer, Heiser and Lonn 2001",
        "Take the text away: captions can be switched on.",
    ),
    Rule(
        "late-cue", "Words", "error",
        "A symbol, a value or a name that is said begins to come within half a second, or is said again when it comes; "
        "a cue at the end of a sentence does not follow the word that it bears.",
        "What is said must be seen while it is said.", "temporal contiguity: Mayer 2009; signalling: Schneider 2018",
        "Move the cue before the words that name it.",
    ),
    Rule(
        "nothing-pointed-at", "Words", "error",
        'Where the voice says "here", "this is a" or "this arrow", something moves: from 2.5 s before, or since '
        "its sentence began, to 1 s after.",
        "The viewer does not know where to look.", "signalling: Schneider 2018",
        "Set a cue there and point at it, or say what is meant.",
    ),
    Rule(
        "unsayable", "Words", "error",
        "Every word can be said: the voice has sounds for it, it has a vowel, and no sign that is read in more than one "
        "way.",
        "It would be spelt, or left out.", "ours",
        "Write it as it is said, or enter it in assets/pronunciations.json.",
    ),
    Rule(
        "captions", "Words", "error",
        "Captions have at most two lines of 42 characters and stand 1 to 7 seconds, at no more "
        "than 17 characters a second.",
        "Faster ones are not read.", "Netflix and BBC caption guidelines",
        "Say it in fewer or shorter words.",
    ),
    Rule(
        "silence", "Words", "error",
        "Between a chapter's first sound and its last no silence is 2.5 seconds longer than what is written as a pause.",
        "A silence that is not meant reads as a fault.", "ours",
        "Write it as a [pause], or say something.",
    ),
    Rule(
        "loudness", "Words", "error",
        "A lesson is at -14 LUFS, 0.5 either way, with no true peak over -1 dBTP, after the codec.",
        "Platforms turn it down or clip it otherwise.", "EBU R 128; ITU-R BS.1770",
        "Level it again: reel render does.",
    ),
    Rule(
        "no-prediction", "Teaching", "error",
        "A lesson asks once, or invites to guess, and is then silent and still for three seconds.",
        "To predict before seeing is what makes an answer stay.", "Pan and Carpenter 2023",
        "Ask, write [pause 3], play nothing in it, and then show.",
    ),
    Rule(
        "symbol-unseen", "Teaching", "error",
        "A letter that is said as a symbol was seen before, in this chapter or one before, or begins to come within 0.5 s.",
        "A letter that was never shown means nothing.", "pre-training: Mayer 2009",
        "Show it beside what it names before it is used.",
    ),
    Rule(
        "no-worked-example", "Teaching", "error",
        "Three values at least that are said stand on the stage within three seconds, as exactly as they are said.",
        "What is general is understood from one case with its numbers.", "worked examples: Barbieri 2023",
        "Work one example with real numbers.",
    ),
    Rule(
        "unchecked-exercise", "Teaching", "error",
        "Every exercise has its worked answer, and an answer that comes to a value; no mistake that it foresees comes "
        "to the same.",
        "A wrong answer key is worse than none.", "ours",
        "Give it an answer that is an expression over maths.",
    ),
    Rule(
        "chapter-length", "Teaching", "error", "A chapter has 20 to 90 seconds.",
        "One idea needs so much, and bears no more.", "segmenting: Rey 2019; Guo, Kim and Rubin 2014",
        "Part it, or join it to another.",
    ),
    Rule(
        "lesson-length", "Teaching", "error", "A lesson has no more than six minutes and a half.",
        "Most viewers leave after six minutes.", "Guo, Kim and Rubin 2014",
        "Cut what is said twice.",
    ),
    Rule(
        "colours-alike", "Colour", "error",
        "Two like things of different colours in one frame differ for every eye, or by a text, form, width, dash or way.",
        "One man in twelve does not see some colours apart; a printed page sees none.",
        "Machado, Oliveira and Fernandes 2009; WCAG 2.2, SC 1.4.1",
        "Use roles that stay apart, or give one a label, a dash or another form.",
    ),
)  # fmt: skip

RULES = {rule.name: rule for rule in _EVERY}
