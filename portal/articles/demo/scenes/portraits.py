"""The eight people of the newsroom, each with a face, hair and a coat of their own."""

from __future__ import annotations

from portal.articles.demo.blocks import Block
from portal.articles.demo.inks import (
    BLUE,
    BRICK,
    GREY,
    INK,
    OCHRE,
    PALE_BLUE,
    PALE_GREEN,
    PALE_ROSE,
    PALE_SAND,
    PINE,
)
from portal.articles.demo.motifs import smooth
from portal.articles.demo.press import Sheet
from portal.articles.demo.scenes.faces import Sitter, portrait

TAN, TAN_SHADE = "#dba781", "#a9663f"
BROWN, BROWN_SHADE = "#a06a47", "#693a22"
DEEP, DEEP_SHADE = "#7c4c31", "#44271a"
FAIR, FAIR_SHADE = "#f0cfb6", "#c98a68"
CHESTNUT = "#5d3220"
SILVER = "#d8d4c8"


def nadia(sheet: Sheet) -> None:
    """A dark bob with a parting, a brick-red coat."""
    portrait(sheet, Sitter(PALE_BLUE, FAIR, FAIR_SHADE, INK, BRICK, jaw=0.92, hair_behind=_bob_behind, hair_front=_bob_front, collar=_open_collar))


def tomas(sheet: Sheet) -> None:
    """Square glasses, short fair hair brushed aside, a dark suit and a tie."""
    portrait(sheet, Sitter(PALE_SAND, FAIR, FAIR_SHADE, "#b98238", "#33404c", jaw=1.1, age=1, brows=0.9, lips=0.7, glasses="square", hair_front=_side_parting, collar=_shirt_and_tie))


def ines(sheet: Sheet) -> None:
    """Hair drawn up in a knot, round glasses, a blue jacket."""
    portrait(sheet, Sitter(PALE_ROSE, TAN, TAN_SHADE, CHESTNUT, BLUE, jaw=0.9, length=0.98, glasses="round", hair_behind=_knot, hair_front=_drawn_back, collar=_open_collar))


def jonah(sheet: Sheet) -> None:
    """Close-cut hair, a short beard, a green field jacket."""
    portrait(sheet, Sitter(PALE_GREEN, DEEP, DEEP_SHADE, INK, PINE, jaw=1.06, brows=1.15, lips=1.25, hair_front=_close_cut, beard=_short_beard, collar=_round_neck, scarf=PALE_SAND))


def mirela(sheet: Sheet) -> None:
    """Long red-brown curls, an ochre shawl."""
    portrait(sheet, Sitter(PINE, FAIR, FAIR_SHADE, "#9c3f22", INK, jaw=0.95, lips=1.15, hair_behind=_curls_behind, hair_front=_curls_front, collar=_shawl, scarf=OCHRE))


def davit(sheet: Sheet) -> None:
    """A flat cap, a moustache, a knitted roll-neck."""
    portrait(sheet, Sitter(OCHRE, TAN, TAN_SHADE, "#2b211c", BLUE, jaw=1.08, age=1, brows=1.25, hair_front=_flat_cap, beard=_moustache, collar=_roll_neck, scarf="#244d69"))


def hanna(sheet: Sheet) -> None:
    """A headscarf in brick red over a grey coat."""
    portrait(sheet, Sitter(PALE_BLUE, BROWN, BROWN_SHADE, BRICK, GREY, jaw=0.94, lips=1.1, hair_behind=_headscarf_behind, hair_front=_headscarf_front, collar=_headscarf_throat, scarf=BRICK))


def ruth(sheet: Sheet) -> None:
    """Silver hair cut short, lines of age, a dark jacket over a white collar."""
    portrait(sheet, Sitter(BRICK, FAIR, FAIR_SHADE, SILVER, INK, jaw=0.97, age=2, lips=0.8, brows=0.8, hair_behind=_short_behind, hair_front=_short_silver, collar=_open_collar))


def _bob_behind(b: Block) -> None:
    b.shape(smooth([(300, 92), (400, 116), (440, 210), (446, 330), (430, 412), (360, 420), (240, 420), (170, 412), (154, 330), (160, 210), (200, 116)]), wobble=0)
    b.gouges((400, 200, 450, 410), spacing=9, length=80, width=3.5, angle=86, tone=lambda _x, _y: 0.6)


def _bob_front(b: Block) -> None:
    b.shape(smooth([(250, 100), (340, 92), (410, 140), (424, 250), (404, 300), (396, 220), (360, 172), (262, 142), (214, 196), (196, 262), (186, 330), (172, 280), (186, 160)]), wobble=0)
    for i in range(6):
        b.gouge((276 + i * 14, 108 + i * 3), (362 + i * 8, 150 + i * 16), 4)


def _side_parting(b: Block) -> None:
    b.shape(smooth([(196, 220), (188, 150), (236, 96), (320, 84), (392, 112), (412, 170), (404, 222), (388, 182), (330, 160), (262, 168), (218, 172)]), wobble=0)
    for i in range(7):
        b.gouge((240 + i * 14, 106 + i), (300 + i * 15, 150 + i * 4), 4)


def _knot(b: Block) -> None:
    b.disc(300, 84, 58, 50)
    b.gouge((262, 92), (330, 60), 5)
    b.gouge((268, 108), (344, 74), 5)


def _drawn_back(b: Block) -> None:
    b.shape(smooth([(192, 250), (184, 176), (226, 116), (300, 98), (374, 116), (416, 176), (408, 250), (394, 198), (360, 156), (300, 146), (240, 156), (206, 198)]), wobble=0)
    for i in range(7):
        x = 236 + i * 22
        b.gouge((300 + (x - 300) * 0.3, 106), (x, 158), 4)


def _close_cut(b: Block) -> None:
    b.shape(smooth([(196, 240), (192, 170), (230, 120), (300, 104), (370, 120), (408, 170), (404, 240), (392, 206), (376, 168), (340, 152), (260, 152), (224, 168), (208, 206)]), wobble=0)
    b.gouges((200, 112, 400, 160), spacing=9, length=12, width=3, angle=70, tone=lambda _x, _y: 0.5)


def _short_beard(b: Block) -> None:
    b.shape(smooth([(198, 290), (208, 330), (236, 340), (262, 330), (300, 334), (338, 330), (364, 340), (392, 330), (402, 290), (396, 350), (364, 398), (300, 416), (236, 398), (204, 350)]), wobble=0)
    b.shape(smooth([(258, 350), (284, 344), (300, 347), (316, 344), (342, 350), (318, 370), (300, 374), (282, 370)]), wobble=0, cut=True)
    b.gouges((240, 372, 370, 410), spacing=9, length=16, width=3, angle=80, tone=lambda _x, _y: 0.5)


def _curls_behind(b: Block) -> None:
    for x, y, r in ((190, 160, 70), (160, 240, 66), (150, 330, 66), (168, 416, 62), (410, 160, 70), (440, 240, 66), (450, 330, 66), (432, 416, 62), (300, 120, 90), (240, 110, 70), (360, 110, 70)):
        b.disc(x, y, r)
        for i in range(4):
            b.gouge((x - r * 0.7, y - r * 0.5 + i * r * 0.36), (x + r * 0.5, y - r * 0.3 + i * r * 0.36), 4)


def _curls_front(b: Block) -> None:
    for x, y, r in ((236, 132, 38), (286, 116, 40), (340, 120, 40), (386, 150, 34), (204, 176, 32), (404, 196, 26), (194, 222, 24)):
        b.disc(x, y, r)
        b.gouge((x - r * 0.6, y), (x + r * 0.5, y - r * 0.3), 4)
        b.gouge((x - r * 0.5, y + r * 0.4), (x + r * 0.6, y + r * 0.1), 4)


def _flat_cap(b: Block) -> None:
    b.shape(smooth([(196, 250), (192, 190), (214, 180), (210, 230)]), wobble=0)
    b.shape(smooth([(404, 250), (408, 190), (386, 180), (390, 230)]), wobble=0)
    b.shape(smooth([(176, 190), (172, 132), (232, 86), (330, 76), (410, 104), (438, 156), (420, 184), (300, 168)]), wobble=0)
    b.shape(smooth([(184, 184), (300, 160), (424, 176), (440, 196), (380, 196), (300, 188), (210, 204)]), wobble=0)
    b.gouges((200, 84, 420, 164), spacing=13, length=34, width=3.4, angle=24, tone=lambda x, _y: (x - 120) / 420)
    b.gouge((196, 184), (420, 178), 4)


def _moustache(b: Block) -> None:
    b.shape(smooth([(246, 346), (276, 328), (300, 332), (324, 328), (354, 346), (322, 348), (300, 344), (278, 348)]), wobble=0)


def _headscarf_behind(b: Block) -> None:
    b.shape(smooth([(300, 84), (400, 112), (440, 210), (436, 320), (420, 420), (470, 520), (300, 560), (130, 520), (180, 420), (164, 320), (160, 210), (200, 112)]), wobble=0)


def _headscarf_front(b: Block) -> None:
    b.shape(smooth([(300, 84), (398, 112), (434, 210), (428, 330), (380, 420), (300, 452), (220, 420), (172, 330), (166, 210), (202, 112)]), wobble=0)
    b.shape(smooth([(300, 152), (356, 164), (392, 210), (396, 270), (378, 346), (340, 394), (300, 406), (260, 394), (222, 346), (204, 270), (208, 210), (244, 164)]), wobble=0, cut=True)
    for i in range(5):
        b.gouge((330 + i * 16, 100 + i * 8), (404 + i * 5, 220 + i * 40), 4)
        b.gouge((236 - i * 10, 120 + i * 20), (196 - i * 3, 250 + i * 30), 4)


def _headscarf_throat(b: Block) -> None:
    b.shape(smooth([(210, 400), (300, 430), (390, 400), (440, 480), (400, 540), (300, 560), (200, 540), (160, 480)]), wobble=0)
    for i in range(5):
        b.gouge((230 + i * 8, 440 + i * 22), (390 - i * 4, 430 + i * 24), 5)


def _short_behind(b: Block) -> None:
    b.shape(smooth([(300, 96), (388, 116), (424, 190), (420, 280), (390, 330), (210, 330), (180, 280), (176, 190), (212, 116)]), wobble=0)


def _short_silver(b: Block) -> None:
    b.shape(smooth([(190, 262), (176, 190), (206, 120), (280, 90), (364, 98), (418, 150), (424, 214), (408, 262), (398, 206), (372, 170), (340, 176), (318, 156), (280, 176), (250, 164), (216, 196), (204, 230)]), wobble=0)
    for i in range(9):
        b.gouge((226 + i * 18, 116 - (4 - abs(4 - i)) * 4), (238 + i * 17, 158), 4)


def _open_collar(b: Block) -> None:
    b.shape([(246, 440), (226, 462), (262, 540), (300, 520), (240, 462)])
    b.shape([(354, 440), (374, 462), (338, 540), (300, 520), (360, 462)])


def _shirt_and_tie(b: Block) -> None:
    b.shape([(244, 432), (220, 458), (276, 600), (324, 600), (380, 458), (356, 432), (300, 500)])
    b.shape([(284, 500), (316, 500), (310, 528), (290, 528)], cut=True)
    b.shape([(290, 532), (310, 532), (324, 600), (276, 600)], cut=True)


def _round_neck(b: Block) -> None:
    b.shape(smooth([(222, 452), (250, 500), (300, 520), (350, 500), (378, 452), (396, 468), (360, 530), (300, 550), (240, 530), (204, 468)]), wobble=0)


def _shawl(b: Block) -> None:
    b.shape(smooth([(210, 440), (300, 520), (390, 440), (500, 500), (540, 620), (300, 640), (60, 620), (100, 500)]), wobble=0)
    for i in range(9):
        b.gouge((110 + i * 12, 510 + i * 9), (250 + i * 8, 512 + i * 14), 6)
        b.gouge((490 - i * 12, 510 + i * 9), (350 - i * 8, 512 + i * 14), 6)


def _roll_neck(b: Block) -> None:
    b.shape(smooth([(232, 404), (300, 430), (368, 404), (384, 470), (300, 504), (216, 470)]), wobble=0)
    for i in range(9):
        b.gouge((240 + i * 15, 428 + (4 - abs(4 - i)) * 4), (238 + i * 15.5, 482 + (4 - abs(4 - i)) * 3), 4)


