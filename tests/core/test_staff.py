"""Staff is given, taken and listed by admins alone."""

from core.storage import Storage
from tests.house import open_house

BOB = '[staff]\nadmins = ["loop:bob"]'


async def test_the_list_names_the_roles_in_the_readers_language(sqlite_storage: Storage) -> None:
    async with open_house(sqlite_storage, BOB, starter=False) as house:
        heard = await house.says("bob", "/staff list", locale="ru")
    assert "loop:bob: администратор" in heard[0].text
