package sqlite

import (
	"fmt"
	"strings"
)

// This file hides from a user's statements what go-sqlite3's SQLite has and the runtime's, 3.47.0, has not: the texts
// are those of a SQLite that does not know the name. What it does not hide is listed in the package's documentation.

// newerFunctions are functions that the runtime's SQLite does not know.
var newerFunctions = set(`
	if unistr unistr_quote json_array_insert jsonb_array_insert fts5_insttoken rtreenode rtreedepth rtreecheck
`)

// newerTables are table-valued functions that the runtime's SQLite does not know.
var newerTables = set(`jsonb_each jsonb_tree`)

// unknownFunction returns the runtime's text for a message about a function that it does not know, or message.
func unknownFunction(message string) string {
	f, found := strings.CutPrefix(message, "not authorized to use function: ")
	if !found {
		if f, found = strings.CutPrefix(message, "wrong number of arguments to function "); !found {
			return message
		}
		f = strings.TrimSuffix(f, "()")
	}
	if newerFunctions[strings.ToLower(f)] {
		return "no such function: " + f
	}
	return message
}

// withoutFTS5 names the build tag in the message of a build that lacks full text search, which the runtime has.
func withoutFTS5(message string) string {
	module, found := strings.CutPrefix(message, "no such module: ")
	if found && strings.HasPrefix(strings.ToLower(module), "fts5") {
		return message + " (build with -tags sqlite_fts5)"
	}
	return message
}

// unknownTable returns an error if a statement reads a table-valued function that the runtime does not know, and no
// table of the user has its name.
func (db *DB) unknownTable(f *facts) error {
	if f.newerTable == "" || db.options.System {
		return nil
	}
	n, err := db.number("SELECT count(*) FROM sqlite_master WHERE name = ?1 COLLATE NOCASE", f.newerTable)
	if err != nil || n > 0 {
		return err
	}
	return &Error{Message: "no such table: " + f.newerTable, Code: codeError, Extended: codeError, Offset: -1}
}

// unknownAlter returns the syntax error of ALTER TABLE ... ADD CHECK, ADD CONSTRAINT, DROP CONSTRAINT and ALTER COLUMN
// in the runtime's SQLite, which has none of them, and err for any other statement. Ours refuses these too, because of
// the functions that they use.
func unknownAlter(sql string, err error) error {
	words, offsets := alter(sql)
	at := -1
	if len(words) > 1 {
		switch strings.ToUpper(words[0] + " " + words[1]) {
		case "ADD CHECK", "ADD CONSTRAINT", "DROP CONSTRAINT":
			at = 1
		}
		if strings.EqualFold(words[0], "alter") {
			at = 0
		}
	}
	if at < 0 {
		return err
	}
	text := fmt.Sprintf("near \"%s\": syntax error", words[at])
	return &Error{Message: text, Code: codeError, Extended: codeError, Offset: offsets[at]}
}
