"""A dot that moves at a steady pace from each cue on: for what is drawn when."""

from manim import RIGHT, WHITE, Square, linear

from scenes import Chapter, Exercise, Lesson, Reading, beat

LESSON = Lesson(
    number=0, title="A probe", summary="For tests.", question="None?", objectives=("Probe",), prerequisites=(),
    keywords=("probe",),
    exercises=(Exercise(name="one", question="One and one?", answer="2", worked="1 + 1 = 2."),),
    reading=(Reading("None", "nobody"),), poster="Steady.the_second@far",
)  # fmt: skip


class Steady(Chapter):
    """A square that moves at each cue."""

    def stage(self):
        self.square = self.enter(Square(0.5, color=WHITE, fill_opacity=1).shift(4 * -RIGHT))

    def move(self, cue, run_time=0.5):
        self.play(self.square.animate(rate_func=linear).shift(RIGHT), at=cue, run_time=run_time)

    @beat
    def the_first(self):
        """Here it stands and waits a moment. [one] Now it moves by one step, and it waits. [two] Now it moves again."""
        self.move("one")
        self.move("two")

    @beat
    def the_second(self):
        """Then there is a silence. [pause 1.5] [late] After it the square moves on, [far] and a last time."""
        self.move("late")
        self.move("far", run_time=0.3)
