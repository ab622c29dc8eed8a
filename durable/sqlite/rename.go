package sqlite

import "strings"

// renamedTo returns the new name in "ALTER TABLE [main.]t RENAME TO name", or "". Plain SQLite does not tell the
// authorizer; workerd's is patched to.
func renamedTo(sql string) string {
	var words []string
	for len(words) < 8 {
		var w string
		if w, sql = token(sql); w == "" {
			break
		}
		words = append(words, w)
	}
	i := 3
	if len(words) > 3 && words[3] == "." {
		i = 5
	}
	if len(words) < i+3 || !strings.EqualFold(words[i], "rename") || !strings.EqualFold(words[i+1], "to") {
		return ""
	}
	return bare(words[i+2])
}

// token cuts the first token off sql, which SQLite has already found well-formed; "" at the end.
func token(sql string) (word, rest string) {
	for {
		sql = strings.TrimLeft(sql, " \t\n\r\v\f;")
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
