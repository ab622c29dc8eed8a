package search

import (
	"bytes"
	"fmt"
	"unicode/utf8"
)

// checkCharacters refuses what is not text, before the parser does so without naming the line.
func checkCharacters(data []byte) error {
	for i := 0; i < len(data); {
		r, size := utf8.DecodeRune(data[i:])
		line := func() int { return 1 + bytes.Count(data[:i], []byte("\n")) }
		switch {
		case r == utf8.RuneError && size == 1 && !utf16(data):
			return fmt.Errorf("line %d: the text is not UTF-8", line())
		case r < ' ' && r != '\n' && r != '\r' && r != '\t' && !utf16(data):
			return fmt.Errorf("line %d: the text has the control character %U", line(), r)
		}
		i += size
	}
	return nil
}

// utf16 reports whether data begins with the byte order mark of UTF-16, which YAML can be written in.
func utf16(data []byte) bool {
	return bytes.HasPrefix(data, []byte{0xfe, 0xff}) || bytes.HasPrefix(data, []byte{0xff, 0xfe})
}
