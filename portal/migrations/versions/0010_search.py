"""The words articles are found by, and since when a tag's articles are shown."""

import sqlalchemy as sa
from alembic import op
from portal.extensions import UtcDateTime
from sqlalchemy.dialects.postgresql import TSVECTOR

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

INDEX = {
    "sqlite": (
        "CREATE VIRTUAL TABLE search_index USING fts5(words, content='article_words',"
        " content_rowid='place', tokenize='ascii', detail='none', prefix='3 4')",
        "CREATE TRIGGER article_words_insert AFTER INSERT ON article_words BEGIN"
        " INSERT INTO search_index (rowid, words) VALUES (NEW.place, NEW.words); END",
        "CREATE TRIGGER article_words_update AFTER UPDATE ON article_words BEGIN"
        " INSERT INTO search_index (search_index, rowid, words)"
        " VALUES ('delete', OLD.place, OLD.words);"
        " INSERT INTO search_index (rowid, words) VALUES (NEW.place, NEW.words); END",
        "CREATE TRIGGER article_words_delete AFTER DELETE ON article_words BEGIN"
        " INSERT INTO search_index (search_index, rowid, words)"
        " VALUES ('delete', OLD.place, OLD.words); END",
    ),
    "postgresql": ("CREATE INDEX search_index ON article_words USING gin (words)",),
}
TRIGGERS = {
    "sqlite": (
        "CREATE TRIGGER articles_search_due_insert AFTER INSERT ON articles BEGIN"
        " INSERT OR IGNORE INTO search_due VALUES (NEW.id); END",
        "CREATE TRIGGER articles_search_due_update AFTER UPDATE OF"
        " kicker, headline, standfirst, body_html, state, published_at ON articles BEGIN"
        " INSERT OR IGNORE INTO search_due VALUES (NEW.id); END",
        "CREATE TRIGGER article_tags_shown_insert AFTER INSERT ON article_tags BEGIN"
        " UPDATE article_tags SET published_at = (SELECT published_at FROM articles"
        " WHERE id = NEW.article_id AND state = 'published')"
        " WHERE article_id = NEW.article_id AND tag_id = NEW.tag_id; END",
        "CREATE TRIGGER article_tags_shown_update AFTER UPDATE OF state, published_at ON articles"
        " BEGIN UPDATE article_tags SET published_at ="
        " CASE WHEN NEW.state = 'published' THEN NEW.published_at END"
        " WHERE article_id = NEW.id; END",
    ),
    "postgresql": (
        "CREATE OR REPLACE FUNCTION articles_search_due() RETURNS trigger LANGUAGE plpgsql AS"
        " $$ BEGIN INSERT INTO search_due VALUES (NEW.id) ON CONFLICT DO NOTHING;"
        " RETURN NULL; END $$",
        "CREATE TRIGGER articles_search_due_insert AFTER INSERT ON articles"
        " FOR EACH ROW EXECUTE FUNCTION articles_search_due()",
        "CREATE TRIGGER articles_search_due_update AFTER UPDATE OF"
        " kicker, headline, standfirst, body_html, state, published_at ON articles"
        " FOR EACH ROW EXECUTE FUNCTION articles_search_due()",
        "CREATE OR REPLACE FUNCTION article_tags_shown_insert() RETURNS trigger LANGUAGE plpgsql AS"
        " $$ BEGIN NEW.published_at := (SELECT published_at FROM articles"
        " WHERE id = NEW.article_id AND state = 'published'); RETURN NEW; END $$",
        "CREATE TRIGGER article_tags_shown_insert BEFORE INSERT ON article_tags"
        " FOR EACH ROW EXECUTE FUNCTION article_tags_shown_insert()",
        "CREATE OR REPLACE FUNCTION article_tags_shown_update() RETURNS trigger LANGUAGE plpgsql AS"
        " $$ BEGIN UPDATE article_tags SET published_at ="
        " CASE WHEN NEW.state = 'published' THEN NEW.published_at END"
        " WHERE article_id = NEW.id; RETURN NULL; END $$",
        "CREATE TRIGGER article_tags_shown_update AFTER UPDATE OF state, published_at ON articles"
        " FOR EACH ROW EXECUTE FUNCTION article_tags_shown_update()",
    ),
}
DROP = {
    "sqlite": (
        "DROP TRIGGER articles_search_due_insert",
        "DROP TRIGGER articles_search_due_update",
        "DROP TRIGGER article_tags_shown_insert",
        "DROP TRIGGER article_tags_shown_update",
        "DROP TRIGGER article_words_insert",
        "DROP TRIGGER article_words_update",
        "DROP TRIGGER article_words_delete",
        "DROP TABLE search_index",
    ),
    "postgresql": (
        "DROP TRIGGER articles_search_due_insert ON articles",
        "DROP TRIGGER articles_search_due_update ON articles",
        "DROP TRIGGER article_tags_shown_insert ON article_tags",
        "DROP TRIGGER article_tags_shown_update ON articles",
        "DROP FUNCTION articles_search_due()",
        "DROP FUNCTION article_tags_shown_insert()",
        "DROP FUNCTION article_tags_shown_update()",
    ),
}


def upgrade() -> None:
    """Make the tables, the index and the triggers; a job takes in what is published already."""
    op.create_table(
        "article_words",
        sa.Column("article_id", sa.Integer(), nullable=False),
        sa.Column("place", sa.BigInteger(), nullable=False),
        sa.Column("words", sa.Text().with_variant(TSVECTOR(), "postgresql"), nullable=False),
        sa.ForeignKeyConstraint(
            ["article_id"],
            ["articles.id"],
            name=op.f("fk_article_words_article_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("article_id", name=op.f("pk_article_words")),
        sa.UniqueConstraint("place", name=op.f("uq_article_words_place")),
    )
    op.create_table(
        "search_due",
        sa.Column("article_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["article_id"],
            ["articles.id"],
            name=op.f("fk_search_due_article_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("article_id", name=op.f("pk_search_due")),
    )
    op.add_column("article_tags", sa.Column("published_at", UtcDateTime(), nullable=True))
    op.create_index(
        "ix_article_tags_feed", "article_tags", ["tag_id", "published_at", "article_id"]
    )
    op.execute(
        "UPDATE article_tags SET published_at = (SELECT published_at FROM articles"
        " WHERE articles.id = article_tags.article_id AND articles.state = 'published')"
    )
    op.execute("INSERT INTO search_due SELECT id FROM articles")
    dialect = op.get_bind().dialect.name
    for statement in (*INDEX[dialect], *TRIGGERS[dialect]):
        op.execute(statement)


def downgrade() -> None:
    """Take them away; they can be made again from the articles."""
    for statement in DROP[op.get_bind().dialect.name]:
        op.execute(statement)
    op.drop_index("ix_article_tags_feed", "article_tags")
    op.drop_column("article_tags", "published_at")
    op.drop_table("search_due")
    op.drop_table("article_words")
