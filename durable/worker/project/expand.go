package project

import (
	"regexp"
	"strings"
)

// reference matches ${NAME}, ${NAME:-otherwise} and $NAME. A backslash in front is looked for by hand.
var reference = regexp.MustCompile(`\$\{([^{}]+)\}|\$([A-Za-z_][A-Za-z0-9_]*)`)

// operator separates a name from what stands for it.
var operator = regexp.MustCompile(`:\+|\+|:-|-`)

// expansions and expansionMax bound what the expansion of one value takes, which could double with each reference.
const (
	expansions   = 1000
	expansionMax = 1 << 20
)

// expand replaces references to variables above, as wrangler does in .env files:
//
//	$NAME ${NAME}                      the value, "" where there is none
//	${NAME:-text} ${NAME-text}         the value, the text where it is empty or missing
//	${NAME:+text} ${NAME+text}         the text where the value is neither empty nor missing
//	\$                                 a dollar sign
func expand(list []entry) []entry {
	done := map[string]string{}
	for i := range list {
		v := expandValue(list[i].value, done)
		v = strings.ReplaceAll(v, `\$`, "$")
		list[i].value, done[list[i].name] = v, v
	}
	return list
}

func expandValue(value string, done map[string]string) string {
	seen := map[string]bool{}
	for range expansions {
		start, end, expression := nextReference(value)
		if start < 0 || len(value) > expansionMax {
			break
		}
		seen[value] = true
		name, by, key := expression, "", ""
		if m := operator.FindStringIndex(expression); m != nil {
			name, key, by = expression[:m[0]], expression[m[0]:m[1]], expression[m[1]:]
		}
		found := done[name]
		if strings.HasSuffix(key, "+") {
			if found == "" {
				by = ""
			}
			found = by
		}
		if found == "" || seen[found] {
			found = by
		}
		// As in JavaScript, the first text of this form is replaced, and $$ stands for $.
		value = strings.Replace(value, value[start:end], strings.ReplaceAll(found, "$$", "$"), 1)
		if before, ok := done[name]; ok && value == before {
			break // The value is another variable's, whose references are expanded already.
		}
	}
	return value
}

// nextReference is the place and the content of the first reference without a backslash in front.
func nextReference(value string) (int, int, string) {
	for _, m := range reference.FindAllStringSubmatchIndex(value, -1) {
		if m[0] > 0 && value[m[0]-1] == '\\' {
			continue
		}
		if m[2] >= 0 {
			return m[0], m[1], value[m[2]:m[3]]
		}
		return m[0], m[1], value[m[4]:m[5]]
	}
	return -1, -1, ""
}
