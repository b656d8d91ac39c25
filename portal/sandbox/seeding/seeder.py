"""The one seeding that may be under way: begun, watched, waited for, stopped."""

from portal.sandbox.background import Background
from portal.sandbox.seeding.sowing import Wish, sow
from portal.sandbox.store import Obj
from portal.sandbox.world import World


class Seeder(Background):
    """Sows in a thread of its own, so that the sandbox answers meanwhile.

    Members that were not written yet when it is stopped are left out.
    """

    def __init__(self, world: World) -> None:
        super().__init__("sandbox-seeder", members=0)
        self._world = world

    def begin(self, sent: Obj) -> Obj:
        """It runs from now on.

        Raises: ValueError while another runs, and for numbers that will not do; TypeError for
        words that it does not know.
        """
        wish = Wish(**{"metadata": dict(self._world.settings.metadata), **sent})
        if wish.seed in self._world.store.fact("sown", []):
            raise ValueError(f"members of number {wish.seed} are here already; take another")
        return self.start(
            lambda: self._sow(wish), "members are being written already", members=wish.members
        )

    def _sow(self, wish: Wish) -> None:
        def tell(done: int) -> None:
            self.tell(done=done, seconds=self.elapsed())

        sow(self._world, wish, tell, lambda: not self.stopping.is_set())
