package sqlite

import "strings"

// renamedTo returns the new name in "ALTER TABLE [main.]t RENAME TO name", or "". Plain SQLite does not tell the
// authorizer; workerd's is patched to.
func renamedTo(sql string) string {
	words, _ := alter(sql)
	if len(words) < 3 || !strings.EqualFold(words[0], "rename") || !strings.EqualFold(words[1], "to") {
		return ""
	}
	return bare(words[2])
}

// alter returns the first three tokens that follow the table's name in "[EXPLAIN [QUERY PLAN]] ALTER TABLE [main.]t",
// and where they begin.
func alter(sql string) (words []string, offsets []int) {
	rest := sql
	for len(words) < 11 {
		var w string
		if w, rest = token(rest); w == "" {
			break
		}
		words, offsets = append(words, w), append(offsets, len(sql)-len(rest)-len(w))
	}
	is := func(i int, word string) bool { return i < len(words) && strings.EqualFold(words[i], word) }
	i := 0
	if is(0, "explain") {
		i++
		if is(1, "query") {
			i += 2
		}
	}
	if !is(i, "alter") || !is(i+1, "table") {
		return nil, nil
	}
	if i += 3; is(i, ".") {
		i += 2
	}
	from, to := min(i, len(words)), min(i+3, len(words))
	return words[from:to], offsets[from:to]
}

// token cuts the first token off sql, which SQLite has already found well-formed; "" at the end.
func token(sql string) (word, rest string) {
	for {
		sql = strings.TrimLeft(sql, " \t\n\r\v\f;\ufeff")
		switch {
		case strings.HasPrefix(sql, "--"):
			_, sql, _ = strings.Cut(sql, "\n")
			continue
		case strings.HasPrefix(sql, "/*"):
			_, sql, _ = strings.Cut(sql[2:], "*/")
			continue
		case sql == "":
			return "", ""
		}
		break
	}
	end := strings.IndexAny(sql, " \t\n\r\v\f;.\"'`[(-/")
	switch {
	case end < 0:
		return sql, ""
	case end > 0:
		return sql[:end], sql[end:]
	case sql[0] == '[':
		end = strings.IndexByte(sql, ']') + 1
	case strings.IndexByte("\"'`", sql[0]) >= 0:
		end = quoted(sql)
	default:
		end = 1
	}
	return sql[:end], sql[end:]
}

// quoted is the length of the quoted token that begins sql; a doubled quote is part of it.
func quoted(sql string) int {
	for i := 1; i < len(sql); i++ {
		if sql[i] != sql[0] {
			continue
		}
		if i+1 == len(sql) || sql[i+1] != sql[0] {
			return i + 1
		}
		i++
	}
	return len(sql)
}

// bare takes the quotes off a name.
func bare(word string) string {
	if len(word) < 2 || !strings.ContainsRune("\"'`[", rune(word[0])) {
		return word
	}
	q := word[:1]
	return strings.ReplaceAll(word[1:len(word)-1], q+q, q)
}
