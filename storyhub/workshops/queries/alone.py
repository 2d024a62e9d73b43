"""Cards that lie in no heap while heaps become the cards of the next step: what stands alone does not go on."""

from collections.abc import Sequence

from storyhub.workshops.methods.schema import Verb
from storyhub.workshops.queries.drawing import Drawing
from storyhub.workshops.seen import CardView


def cards_alone(drawing: Drawing) -> Sequence[CardView]:
    """Those of the step that runs, in their order; none where heaps become no cards, or hold cards on their own."""
    step = drawing.eyes.step
    if step is None or step.do != Verb.CLUSTER or not step.makes:
        return ()
    made = {heap.card_code for heap in drawing.heaps.values()}
    loose = [view for view in drawing.of_kind(step.card) if view.is_kept and view.cluster_id is None]
    return [view for view in loose if view.code not in made]
