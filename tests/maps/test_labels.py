"""Labels beside their points."""

from __future__ import annotations

from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from maps.labels import Label, place_labels
from maps.paper import Rect

FRAME = Rect(0, 0, 100, 80)
LABELS = st.lists(
    st.builds(
        Label, x=st.floats(0, 100), y=st.floats(0, 80), width=st.floats(2, 30), height=st.floats(1, 4),
        gap=st.floats(0.5, 3),
    ),
    max_size=30,
)  # fmt: skip


def _overlap(a: Rect, b: Rect) -> bool:
    return a.x < b.right and b.x < a.right and a.y < b.top and b.y < a.top


@given(labels=LABELS)
def test_no_label_overlaps_another_or_a_marker_or_leaves_the_frame(labels: list[Label]) -> None:
    """Whatever is asked for, what is placed is free; what has no room is left out."""
    markers = [Rect(one.x - 0.4, one.y - 0.4, 0.8, 0.8) for one in labels]
    placed = place_labels(labels, frame=FRAME, taken=markers)
    assert len(placed) == len(labels)
    shown = [box for box in placed if box is not None]
    assert not any(_overlap(a, b) for a, b in combinations(shown, 2))
    assert not any(_overlap(box, marker) for box in shown for marker in markers)
    assert all(box.x >= 0 and box.y >= 0 and box.right <= 100 and box.top <= 80 for box in shown)


def test_first_label_keeps_its_place() -> None:
    """A label with room stands right of its point; the next one at the same point moves, a third may go."""
    same = [Label(50, 40, 45, 30, 2) for _ in range(6)]
    placed = place_labels(same, frame=FRAME)
    assert placed[0] == Rect(52, 25, 45, 30)
    assert placed[1] == Rect(3, 25, 45, 30)
    assert placed[-1] is None
