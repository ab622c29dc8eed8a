package search

import (
	"bytes"
	"fmt"
)

// nestingMax is how deep lists and objects of a text can be within one another. A scenario needs four.
const nestingMax = 100

// checkNesting refuses a text whose brackets nest deeper than nestingMax before a parser that recurses into them reads it.
// It counts brackets outside of strings and of the comments that JSON with comments has; in other YAML that may miss some,
// and its parser has a bound of its own.
func checkNesting(data []byte) error {
	depth, line := 0, 1
	for i := 0; i < len(data); i++ {
		switch data[i] {
		case '\n':
			line++
		case '[', '{':
			if depth++; depth > nestingMax {
				return fmt.Errorf("line %d: brackets are nested more than %d deep", line, nestingMax)
			}
		case ']', '}':
			depth--
		case '"':
			end := quoted(data[i:])
			line += bytes.Count(data[i:i+end], []byte("\n"))
			i += end - 1
		case '/':
			end := comment(data[i:])
			line += bytes.Count(data[i:i+end], []byte("\n"))
			i += end - 1
		}
	}
	return nil
}

// quoted is the length of the string that data begins with.
func quoted(data []byte) int {
	for i := 1; i < len(data); i++ {
		switch data[i] {
		case '\\':
			i++
		case '"':
			return i + 1
		}
	}
	return len(data)
}

// comment is the length of the comment that data begins with, 1 for none.
func comment(data []byte) int {
	end, skip := -1, 0
	switch {
	case bytes.HasPrefix(data, []byte("//")):
		end, skip = bytes.IndexByte(data, '\n'), 0
	case bytes.HasPrefix(data, []byte("/*")):
		end, skip = bytes.Index(data[2:], []byte("*/")), 4
	default:
		return 1
	}
	if end < 0 {
		return len(data)
	}
	return end + skip
}
