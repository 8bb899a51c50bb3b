"""Owns how a line shows while it is edited: unsafe characters written out, its text as it is."""

from __future__ import annotations

from itertools import accumulate

from prompt_toolkit.formatted_text import StyleAndTextTuples
from prompt_toolkit.layout.processors import Processor, Transformation, TransformationInput
from prompt_toolkit.layout.utils import explode_text_fragments

from flasktutor.text import pieces


class LineShown(Processor):
    """Shows each unsafe character as its escape; the cursor passes it in one step."""

    def apply_transformation(self, transformation_input: TransformationInput) -> Transformation:
        fragments = explode_text_fragments(transformation_input.fragments)
        line = "".join(text for _style, text, *_handler in fragments)
        parts = pieces(line)
        if "".join(parts) == line:
            return Transformation(transformation_input.fragments)
        # Where each character begins, the one after the last included: the cursor can be there.
        starts = list(accumulate(map(len, parts), initial=0))

        def to_display(position: int) -> int:
            last = len(parts)
            return starts[position] if position <= last else starts[last] + position - last

        def to_source(column: int) -> int:
            if column >= starts[-1]:
                return len(parts) + column - starts[-1]
            return next(n for n in range(len(parts), -1, -1) if starts[n] <= column)

        shown: StyleAndTextTuples = [
            (style, part) for (style, *_text), part in zip(fragments, parts, strict=True)
        ]
        return Transformation(shown, to_display, to_source)
