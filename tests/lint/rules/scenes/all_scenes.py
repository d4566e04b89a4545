"""Every scene, by the code of its rule."""

from __future__ import annotations

from collections.abc import Mapping

from tests.lint.rules.scenes.of_facts import SCENES_OF_FACTS
from tests.lint.rules.scenes.of_history import SCENES_OF_HISTORY
from tests.lint.rules.scenes.of_reasoning import SCENES_OF_REASONING
from tests.lint.rules.scenes.scene import Scene

SCENES: Mapping[str, Scene] = {**SCENES_OF_FACTS, **SCENES_OF_REASONING, **SCENES_OF_HISTORY}
