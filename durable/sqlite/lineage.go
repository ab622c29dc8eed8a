package sqlite

import (
	"crypto/sha256"
	"strings"
)

// lineage says which schema the database has, so that databases with the same schema share what the meter knows about
// their statements. A database begins with no schema, and each statement that changes the schema is added to a digest
// of those before it. Databases with the same digest have the same schema in the same order, and SQLite compiles a
// statement alike for all of them. A rollback goes back to the digest that SQLite's schema version names.
//
// What a statement is compiled to depends on more in some databases, which are private and share nothing: files, and
// those in which ANALYZE or a pragma was used.
type lineage struct {
	private bool
	empty   digest   // Of no schema: databases of the runtime itself have other limits.
	past    []schema // What a rollback may go back to, then the schema as it was last seen. Nil is a database with none.
}

func newLineage(o Options) lineage {
	l := lineage{private: o.Path != ""}
	if o.System {
		l.empty[0] = 1
	}
	return l
}

// schema is a state of the schema.
type schema struct {
	version int64 // SQLite counts it up at each change, and down by rollbacks.
	digest  digest
}

type digest [sha256.Size]byte

// lineageMax bounds the changes of a schema that are remembered, all of them after the last real commit.
const lineageMax = 1000

// schema returns the digest of the schema as it is; false in private databases.
func (db *DB) schema() (digest, bool) {
	if !db.settleSchema() {
		return digest{}, false
	}
	return db.lineage.now().digest, true
}

func (l *lineage) now() schema {
	if len(l.past) == 0 {
		return schema{digest: l.empty}
	}
	return l.past[len(l.past)-1]
}

// settleSchema goes back to the schema that a rollback has left, by its version. It returns false in private databases,
// and makes one private in which the schema has changed unseen.
func (db *DB) settleSchema() bool {
	l := &db.lineage
	if l.private {
		return false
	}
	version, err := db.conn.schemaVersion()
	for len(l.past) > 0 && l.now().version > version {
		l.past = l.past[:len(l.past)-1]
	}
	if err != nil || l.now().version != version {
		l.private = true
	}
	return !l.private
}

// evolve runs the statement sql, which may change the schema.
func (db *DB) evolve(sql string, run func() error) error {
	return db.changeSchema(run, func(d digest) digest { return sha256.Sum256(append(d[:], sql...)) })
}

// changeSchema runs what may change the schema, to the one that next returns.
func (db *DB) changeSchema(run func() error, next func(digest) digest) error {
	l := &db.lineage
	if !db.settleSchema() {
		return run()
	}
	before := l.now()
	if err := run(); err != nil {
		return err
	}
	version, err := db.conn.schemaVersion()
	switch {
	case err != nil, len(l.past) >= lineageMax:
		l.private = true
	case version != before.version:
		l.past = append(l.past, schema{version, next(before.digest)})
	}
	return nil
}

// commitSchema forgets what no rollback can go back to any more.
func (db *DB) commitSchema() {
	if l := &db.lineage; len(l.past) > 1 && db.settleSchema() {
		l.past = append(l.past[:0], l.now())
	}
}

// changesSchema reports whether a statement may change the schema.
func changesSchema(sql string) bool {
	word, _ := token(sql)
	switch strings.ToLower(word) {
	case "create", "drop", "alter":
		return true
	}
	return false
}

// changesRows reports whether changes() tells what a statement has changed.
func changesRows(sql string) bool {
	word, _ := token(sql)
	switch strings.ToLower(word) {
	case "insert", "replace", "update", "delete", "with":
		return true
	}
	return false
}

// changesPlans reports whether what the authorizer is asked about changes how SQLite compiles statements. For databases
// without an authorizer see ordinary.
func changesPlans(action int, a, b name) bool {
	switch action {
	case actAnalyze:
		return true
	case actPragma:
		return a.s == "optimize" || (b.found && pragmas[a.s] == pragmaBoolean)
	}
	return false
}

// ordinary reports whether a statement changes nothing but the rows and the schema of the main database.
func ordinary(sql string) bool {
	word, _ := token(sql)
	switch strings.ToLower(word) {
	case "select", "values", "with", "insert", "replace", "update", "delete", "drop", "alter":
		return true
	case "create":
		return !strings.Contains(strings.ToLower(sql), "temp")
	}
	return false
}
