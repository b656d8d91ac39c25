"""What stands in the database around the tables: the full-text index, and triggers on articles.

A migration that copies `articles` or `article_tags` on SQLite must create these triggers again.
"""

# The index itself and, on SQLite, the tables that it makes for its own use begin with this.
INDEX_NAME = "search_index"

# The words come finished: SQLite's "ascii" takes every other letter as it is, without a table of
# Unicode that differs from PostgreSQL's. No positions: there are no phrases to find.
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

# Which articles' words are due; and since when a tag's article is shown, for the tag's own feed.
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


def is_of_the_models(name: str | None, _kind: str, _parents: object) -> bool:
    """False for the index and its own tables, which no model describes; for comparing the two."""
    return name is None or not name.startswith(INDEX_NAME)
