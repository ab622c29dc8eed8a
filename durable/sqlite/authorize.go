package sqlite

import (
	"slices"
	"strconv"
	"strings"
)

// name is an argument of the authorizer, which may be missing.
type name struct {
	s     string
	found bool
}

// Action codes of the authorizer. https://www.sqlite.org/c3ref/c_alter_table.html
const (
	actCreateIndex   = 1
	actCreateTable   = 2
	actCreateTrigger = 7
	actCreateView    = 8
	actDelete        = 9
	actDropIndex     = 10
	actDropTable     = 11
	actDropTrigger   = 16
	actDropView      = 17
	actInsert        = 18
	actPragma        = 19
	actRead          = 20
	actSelect        = 21
	actTransaction   = 22
	actUpdate        = 23
	actDetach        = 25
	actAlterTable    = 26
	actReindex       = 27
	actAnalyze       = 28
	actCreateVtable  = 29
	actDropVtable    = 30
	actFunction      = 31
	actSavepoint     = 32
	actRecursive     = 33
)

// facts are what the authorizer learned about one statement while it was compiled.
type facts struct {
	transaction bool   // BEGIN, COMMIT, SAVEPOINT and their like.
	alters      bool   // ALTER TABLE.
	altered     string // Its table.
	foreignKeys *bool  // PRAGMA foreign_keys with an argument.
	sets        bool   // A pragma that sets something.
	newerTable  string // A table-valued function that the runtime does not know.
	renamesTo   string // The new name in ALTER TABLE ... RENAME TO.

	table   string // The table it writes to, outside of triggers.
	writes  byte   // 'i', 'u' or 'd'.
	columns []string
}

// authorize decides whether a user's statement may be compiled, and takes notes. workerd: SqliteDatabase::isAuthorized;
// F16, F17.
func (db *DB) authorize(action int, a, b, schema, trigger name) bool {
	if db.reading && action == actPragma && sets(a.s, b) {
		return false // SQLite obeys some of them while it compiles them.
	}
	db.watch.note(action, a, b, trigger)
	db.lineage.private = db.lineage.private || changesPlans(action, a, b)
	if action == actAlterTable && reservedName(db.renaming+"_") && b.s != db.renamed {
		return false // A virtual table renames the tables that it is made of along with itself.
	}
	return authorized(action, a, b, schema)
}

func authorized(action int, a, b, schema name) bool {
	if action == actAlterTable && !allowed(schema) {
		return false // A column that is dropped: the runtime's SQLite checks it as a name.
	}
	if action == actAlterTable || action == actDetach {
		a, b, schema = b, name{}, a // SQLite passes these differently from all others.
	}
	switch {
	case schema.found && schema.s == "temp":
		return (action == actRead || action == actUpdate) && allowed(a)
	case schema.found && schema.s != "main":
		return false
	}
	switch action {
	case actSelect, actRecursive, actAnalyze:
		return true
	case actCreateTable, actDelete, actDropTable, actInsert, actCreateView, actDropView, actReindex,
		actAlterTable, actRead, actUpdate:
		return allowed(a)
	case actCreateIndex, actDropIndex, actCreateTrigger, actDropTrigger:
		return allowed(a) && allowed(b)
	case actPragma:
		return authorizedPragma(a.s, b)
	case actFunction:
		return functions[strings.ToLower(b.s)] // DEFAULT CURRENT_TIMESTAMP comes as it was written.
	case actCreateVtable, actDropVtable:
		module := strings.ToLower(b.s)
		return (module == "fts5" || module == "fts5vocab") && allowed(a)
	default:
		return false // Transactions, savepoints, temporary objects, attached databases.
	}
}

func allowed(n name) bool { return !reservedName(n.s) }

// reservedName reports whether a name is kept for the runtime: it begins with _cf_ in any case.
func reservedName(s string) bool { return len(s) >= 4 && strings.EqualFold(s[:4], "_cf_") }

// authorizedPragma checks a pragma and its argument. workerd: ALLOWED_PRAGMAS.
func authorizedPragma(pragma string, arg name) bool {
	switch pragmas[pragma] {
	case pragmaFree:
		return true
	case pragmaNoArg:
		return !arg.found
	case pragmaBoolean:
		return !arg.found || boolean(arg.s)
	case pragmaName:
		return arg.found && allowed(arg)
	case pragmaNameOrNone:
		return !arg.found || allowed(arg)
	case pragmaNumberOrNone:
		_, err := strconv.ParseInt(arg.s, 0, 32)
		return !arg.found || err == nil
	case pragmaAny:
		return !arg.found || allowed(arg)
	default:
		return false
	}
}

// sets reports whether a pragma changes the connection or the database.
func sets(pragma string, arg name) bool {
	return pragmas[pragma] == pragmaBoolean && arg.found || pragma == "optimize"
}

// boolean reports whether s begins with one of SQLite's words for true and false. workerd compares prefixes.
func boolean(s string) bool {
	s = strings.ToLower(unquote(s))
	return slices.ContainsFunc([]string{"true", "false", "yes", "no", "on", "off", "1", "0"}, func(word string) bool {
		return strings.HasPrefix(s, word)
	})
}

func unquote(s string) string {
	if len(s) >= 2 && (s[0] == '\'' || s[0] == '"') && s[len(s)-1] == s[0] {
		return s[1 : len(s)-1]
	}
	return s
}
