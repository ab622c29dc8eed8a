package sqlite

import (
	"errors"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// limited is a DELETE or UPDATE with ORDER BY or LIMIT, which the runtime's SQLite takes and ours does not: the option
// needs a parser that the amalgamation has not. It is written as that SQLite compiles it: the rows are those whose keys
// a SELECT with the same WHERE, ORDER BY and LIMIT gives. https://sqlite.org/lang_delete.html
type limited struct {
	sql    string
	tail   int // where the statement ends in the original text
	pieces []piece
}

// textNoLimit ends the error of ORDER BY alone.
const textNoLimit = "ORDER BY without LIMIT on "

// piece is a part of the original text in the rewritten one.
type piece struct{ at, from, size int }

// offset turns a place in the rewritten text into that of the original one, -1 for what was added.
func (l *limited) offset(n int) int {
	for _, p := range l.pieces {
		if n >= p.at && n < p.at+p.size {
			return n - p.at + p.from
		}
	}
	return -1
}

// word is a token outside all parentheses.
type word struct {
	text     string // in lower case
	from, to int
}

// outerWords returns the tokens of the first statement of sql that stand outside all parentheses, and where it ends.
func outerWords(sql string) (list []word, end int) {
	depth, at := 0, 0
	for {
		text, rest := token(sql[at:])
		from := len(sql) - len(rest) - len(text)
		if i := strings.IndexByte(sql[at:from], ';'); i >= 0 && len(list) > 0 && !strings.ContainsAny(sql[at:at+i], "-/") {
			return list, at + i
		}
		if text == "" {
			return list, len(sql)
		}
		at = len(sql) - len(rest)
		if strings.IndexByte("\"'`[", text[0]) < 0 {
			if depth == 0 && text != "(" {
				list = append(list, word{strings.ToLower(text), from, at})
			}
			depth += strings.Count(text, "(") - strings.Count(text, ")")
		} else if depth == 0 {
			list = append(list, word{text, from, at})
		}
	}
}

// limitedBy rewrites the first statement of sql; key gives what tells the rows of a table apart. ok is false where the
// statement is of another kind.
func limitedBy(sql string, key func(table string) string) (l limited, ok bool, err error) {
	words, end := outerWords(sql)
	is := func(i int, texts ...string) bool {
		return i < len(words) && slices.Contains(texts, words[i].text)
	}
	i := 0
	if is(0, "with") {
		for i < len(words) && !is(i, "delete", "update") {
			i++
		}
	}
	updates := is(i, "update")
	switch {
	case is(i, "delete") && is(i+1, "from"):
		i += 2
	case updates && is(i+1, "or"):
		i += 3
	case updates:
		i++
	default:
		return l, false, nil
	}
	table, clauses := i, map[string]int{}
	tableEnd, indexed := end, 0
	for ; i < len(words); i++ {
		switch w := words[i]; w.text {
		case "from":
			if _, late := clauses["where"]; updates && !late && !is(i-1, "distinct") {
				clauses["from"] = w.from
			}
		case "indexed", "not":
			if len(clauses) == 0 && indexed == 0 {
				indexed = w.from
			}
		case "set", "where", "returning", "order", "limit":
			if len(clauses) == 0 {
				tableEnd = w.from
			}
			clauses[w.text] = w.from
		}
	}
	if table >= len(words) {
		return l, false, nil
	}
	limit, found := clauses["limit"]
	_, ordered := clauses["order"]
	switch {
	case !found && !ordered:
		return l, false, nil
	case !found:
		verb := "DELETE"
		if updates {
			verb = "UPDATE"
		}
		return l, false, &Error{Message: textNoLimit + verb, Code: codeError, Extended: codeError, Offset: -1}
	}
	from := func(names ...string) int { // Where the first of some clauses begins.
		at := end
		for _, name := range names {
			if n, found := clauses[name]; found {
				at = min(at, n)
			}
		}
		return at
	}
	rows := from("order", "limit")
	returning := min(from("returning"), rows)
	where := min(from("where"), returning)
	if limit < rows || updates && clauses["set"] == 0 ||
		strings.Contains(sql[returning:rows], "?") && strings.Contains(sql[rows:end], "?") { // They would change places.
		return l, false, nil
	}
	keep := func(from, to int) {
		l.pieces = append(l.pieces, piece{len(l.sql), from, to - from})
		l.sql += sql[from:to] + " "
	}
	sources, joins := clauses["from"]
	if joins {
		keep = l.numbered(sql)
	}
	name := table
	if is(table+1, ".") {
		name += 2
	}
	if name >= len(words) {
		return l, false, nil
	}
	columns := key(bare(words[name].text))
	if indexed > 0 { // The SELECT alone has it.
		keep(0, indexed)
		keep(tableEnd, where)
	} else {
		keep(0, where)
	}
	if joins { // Rows of the SELECT are rows of the table, whatever they are joined with.
		if is(name+1, "as") && name+2 < len(words) {
			name += 2
		}
		columns = qualified(columns, words[name].text)
		if where < returning {
			l.sql += "WHERE ("
			keep(where+len("where"), returning)
			l.sql += ") AND "
		} else {
			l.sql += "WHERE "
		}
	} else {
		l.sql += "WHERE "
	}
	l.sql += columns + " IN (SELECT " + strings.Trim(columns, "()") + " FROM "
	keep(words[table].from, tableEnd)
	if joins {
		l.sql += ", "
		keep(sources+len("from"), where)
	}
	keep(where, returning)
	if joins {
		l.sql += "GROUP BY " + strings.Trim(columns, "()") + " "
	}
	keep(rows, end)
	l.sql += ") "
	keep(returning, rows)
	l.tail = end
	return l, true, nil
}

// qualified puts the name of a table before each column of a key.
func qualified(key, table string) string {
	list := strings.Split(strings.Trim(key, "()"), ", ")
	for n, column := range list {
		list[n] = table + "." + column
	}
	if len(list) == 1 {
		return list[0]
	}
	return "(" + strings.Join(list, ", ") + ")"
}

// numbered returns a function that adds a part of the text, in which each parameter without a number has the number that
// SQLite gives it: the part may come twice.
func (l *limited) numbered(sql string) (keep func(from, to int)) {
	numbers := map[int]string{} // by the place behind the question mark
	last, names := 0, map[string]bool{}
	for at := 0; ; {
		text, rest := token(sql[at:])
		if text == "" {
			break
		}
		at = len(sql) - len(rest)
		if strings.IndexByte("\"'`[", text[0]) >= 0 {
			continue
		}
		for _, m := range parameter.FindAllStringIndex(text, -1) {
			name := text[m[0]:m[1]]
			n, err := strconv.Atoi(name[1:])
			switch {
			case name == "?":
				last++
				numbers[at-len(text)+m[1]] = strconv.Itoa(last)
			case name[0] == '?' && err == nil:
				last = max(last, n)
			case !names[name]:
				names[name] = true
				last++
			}
		}
	}
	return func(from, to int) {
		for at := from; at <= to; at++ {
			if number, found := numbers[at]; found && at > from || at == to {
				l.pieces = append(l.pieces, piece{len(l.sql), from, at - from})
				l.sql += sql[from:at] + number
				from = at
			}
		}
		l.sql += " "
	}
}

var parameter = regexp.MustCompile(`\?[0-9]*|[:@$][A-Za-z0-9_$]+`)

// rowKey is what tells the rows of a table apart, as a list of columns.
func (db *DB) rowKey(table string) string {
	list, _, err := db.rows("SELECT name FROM pragma_table_info(?) WHERE pk > 0 AND (SELECT wr FROM "+
		"pragma_table_list(?) WHERE schema = 'main') ORDER BY pk", -1, table, table)
	if err != nil {
		return "rowid" // Compiling it tells what is wrong.
	}
	var columns []string
	for _, row := range list {
		columns = append(columns, `"`+strings.ReplaceAll(row[0].(string), `"`, `""`)+`"`)
	}
	if len(columns) > 0 {
		return "(" + strings.Join(columns, ", ") + ")"
	}
	for _, name := range []string{"rowid", "_rowid_"} {
		if n, err := db.number("SELECT count(*) FROM pragma_table_info(?) WHERE name = ? COLLATE NOCASE", table, name); err == nil && n == 0 {
			return name
		}
	}
	return "oid"
}

// prepareLimited compiles the first statement of sql, which our SQLite has refused with err, in another form.
func (db *DB) prepareLimited(sql string, err error) (s stmt, text string, tail int, _ error) {
	var e *Error
	if !errors.As(err, &e) || !strings.HasSuffix(e.Message, "syntax error") || e.Offset < 0 {
		return stmt{}, "", 0, err
	}
	if near, _ := token(sql[e.Offset:]); !strings.EqualFold(near, "order") && !strings.EqualFold(near, "limit") {
		return stmt{}, "", 0, err
	}
	l, ok, refused := limitedBy(sql, db.rowKey)
	switch {
	case refused != nil:
		return stmt{}, "", 0, refused
	case !ok:
		return stmt{}, "", 0, err
	}
	db.watch.facts = facts{}
	s, _, again := db.conn.prepare(l.sql, false)
	if again == nil {
		return s, l.sql, l.tail, nil
	}
	if errors.As(again, &e) && e.Offset >= 0 {
		if e.Offset = l.offset(e.Offset); e.Offset < 0 && strings.HasSuffix(e.Message, "syntax error") {
			e.Message = "incomplete input" // What was added is not the fault.
		}
	}
	return stmt{}, "", 0, again
}
