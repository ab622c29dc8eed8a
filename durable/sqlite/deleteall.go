package sqlite

import (
	"fmt"
	"strings"
)

// DeleteAll drops everything in the database, the user's and the runtime's, after throwing away the open turn, and
// begins a turn with that: until it is confirmed a crash brings all back. Open cursors and lists end with ErrCanceled;
// pragmas are those of a new database. workerd: ActorSqlite::deleteAll, SqliteDatabase::reset, which delete the file.
func (db *DB) DeleteAll() error {
	if err := db.ready(); err != nil {
		return err
	}
	db.cancel(ErrCanceled)
	if err := db.Rollback(); err != nil {
		return err
	}
	if err := db.Begin(); err != nil {
		return err
	}
	if err := db.changeSchema(db.dropAll, func(digest) digest { return db.lineage.empty }); err != nil {
		return fmt.Errorf("delete all: %w", db.failed(err))
	}
	db.kv, db.meta, db.alarm = tableMissing, tableMissing, alarmCache{}
	db.conn.fresh()
	return db.watch.restore(db.conn)
}

// dropAll empties the schema. Foreign keys are off meanwhile, because dropping a parent would look for its children;
// sqlite_sequence refuses to be dropped under its own name.
func (db *DB) dropAll() error {
	db.conn.foreignKeys(false)
	defer db.conn.foreignKeys(true)
	for {
		kind, name, err := db.droppable()
		if err != nil {
			return err
		}
		if name == "" {
			return nil
		}
		if name == "sqlite_sequence" {
			if err := db.conn.renameSequence(); err != nil {
				return err
			}
			continue
		}
		if err := db.conn.run("DROP " + kind + " main." + quote(name)); err != nil {
			return err
		}
	}
}

// droppable names something to drop, virtual tables first, because they own tables that only they may drop.
func (db *DB) droppable() (kind, name string, err error) {
	s, _, err := db.conn.prepare("SELECT type, name FROM sqlite_master WHERE type IN ('table', 'view') "+
		"ORDER BY type <> 'view', sql NOT LIKE 'CREATE VIRTUAL%', name = 'sqlite_sequence' LIMIT 1", true)
	if err != nil {
		return "", "", err
	}
	defer s.finalize()
	row, err := db.conn.stepOwn(s, nil)
	if err != nil || !row {
		return "", "", err
	}
	values := db.conn.row()
	return values[0].(string), values[1].(string), nil
}

func quote(name string) string { return `"` + strings.ReplaceAll(name, `"`, `""`) + `"` }
