"""The one seeding that may be under way: begun, watched, waited for, stopped."""

from portal.sandbox.background import Background
from portal.sandbox.seeding.sowing import Wish, sow
from portal.sandbox.store import Obj
from portal.sandbox.world import World

_UNFINISHED = "seeding"
"""Under this name is remembered how far a seeding came that has not ended well."""


class Seeder(Background):
    """Sows in a thread of its own, so that the sandbox answers meanwhile.

    Members that were not written yet when it is stopped, or its process ends, are left out; the
    others stay, `left_out` says how many are missing, and the number counts as used.
    """

    def __init__(self, world: World) -> None:
        kept = world.store.fact(_UNFINISHED, {"members": 0, "number": 0, "done": 0})
        super().__init__("sandbox-seeder", left_out=0)
        self.tell(**kept, left_out=kept["members"] - kept["done"])
        self._world = world

    def free_number(self) -> int:
        """The least number above all that members were written by."""
        return max(self._world.store.fact("sown", []), default=0) + 1

    def begin(self, sent: Obj) -> Obj:
        """It runs from now on.

        Raises: ValueError while another runs, and for numbers that will not do; TypeError for
        words that it does not know.
        """
        wish = Wish(**{"metadata": dict(self._world.settings.metadata), **sent})
        if wish.seed in self._world.store.fact("sown", []):
            raise ValueError(f"members of number {wish.seed} are here already; take another")
        return self.start(
            lambda: self._sow(wish),
            "members are being written already",
            members=wish.members,
            number=wish.seed,
            left_out=0,
        )

    def _sow(self, wish: Wish) -> None:
        store, about = self._world.store, {"members": wish.members, "number": wish.seed}

        def tell(done: int) -> None:
            store.remember(_UNFINISHED, {**about, "done": done})
            self.tell(done=done, seconds=self.elapsed())

        store.remember(_UNFINISHED, {**about, "done": 0})
        written = sow(self._world, wish, tell, lambda: not self.stopping.is_set())
        self.tell(left_out=wish.members - written)
        if written == wish.members:
            store.run("DELETE FROM facts WHERE name = ?", (_UNFINISHED,))
