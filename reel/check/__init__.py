"""What a careful editor would catch: rules over what stood on the stage, what was drawn, what is said and what is heard.

Nothing here loads manim: `reel.stage.observe` plays a chapter and writes down what it saw (`observed`), and the rules
read that.
"""
