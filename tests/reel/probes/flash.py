"""A white flash at two cues, ten minutes apart: for whether sound and picture stay together."""

from manim import WHITE, FullScreenRectangle, UpdateFromAlphaFunc

from scenes import Chapter, beat


class Flash(Chapter):
    """A flash at the start, and one after ten minutes."""

    def stage(self):
        self.sheet = FullScreenRectangle(color=WHITE, fill_opacity=1)

    def flash(self, cue):
        self.sheet.set_opacity(1)
        self.play(UpdateFromAlphaFunc(self.sheet, lambda sheet, share: sheet), at=cue, run_time=0.2)
        self.remove(self.sheet)

    @beat
    def twice(self):
        """[first] Now. [pause 600] [second] Now again. [pause 1]"""
        self.flash("first")
        self.flash("second")
