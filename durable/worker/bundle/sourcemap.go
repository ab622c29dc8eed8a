package bundle

import (
	"encoding/json"
	"fmt"
	"slices"
	"sort"
	"strings"
)

// Map leads from a script to the files it was made of.
type Map struct {
	files, names []string
	// lines has the marks of each line of the script, by column.
	lines [][]mark
}

// mark says where the text from a column on comes from. Its numbers start at 0; file and name are -1 where none is.
type mark struct{ column, file, line, from, name int32 }

// Files are the files that the script was made of, the host's modules among them.
func (m *Map) Files() []string { return slices.Clone(m.files) }

// parseMap reads a source map of version 3.
func parseMap(data []byte) (*Map, error) {
	var raw struct {
		Version  int
		Sources  []string
		Names    []string
		Mappings string
	}
	if err := json.Unmarshal(data, &raw); err != nil {
		return nil, fmt.Errorf("source map: %w", err)
	}
	if raw.Version != 3 {
		return nil, fmt.Errorf("source map: version %d: want 3", raw.Version)
	}
	m := &Map{names: raw.Names}
	for _, s := range raw.Sources {
		if strings.HasSuffix(s, entryName) {
			s = "" // The bundler's own.
		}
		m.files = append(m.files, strings.TrimPrefix(s, modulePrefix))
	}
	var before mark // Each number is the difference to the one before.
	for line := range strings.SplitSeq(raw.Mappings, ";") {
		before.column = 0
		var marks []mark
		for segment := range strings.SplitSeq(line, ",") {
			if segment == "" {
				continue
			}
			k, err := m.mark(segment, &before)
			if err != nil {
				return nil, fmt.Errorf("source map: line %d: %w", len(m.lines)+1, err)
			}
			marks = append(marks, k)
		}
		m.lines = append(m.lines, marks)
	}
	return m, nil
}

// mark reads one segment.
func (m *Map) mark(segment string, before *mark) (mark, error) {
	numbers, err := decode(segment)
	if err != nil {
		return mark{}, err
	}
	before.column += numbers[0]
	k := mark{column: before.column, file: -1, name: -1}
	if len(numbers) >= 4 {
		before.file += numbers[1]
		before.line += numbers[2]
		before.from += numbers[3]
		k.file, k.line, k.from = before.file, before.line, before.from
	}
	if len(numbers) == 5 {
		before.name += numbers[4]
		k.name = before.name
	}
	if int(k.file) >= len(m.files) || int(k.name) >= len(m.names) ||
		min(k.column, before.file, before.name, k.line, k.from) < 0 {
		return mark{}, fmt.Errorf("segment %q is out of range", segment)
	}
	return k, nil
}

const base64Digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"

// decode reads the numbers of a segment: base64 digits of five bits, the lowest first, a sixth bit says that more
// follow, and the lowest bit of a number is its sign.
func decode(segment string) ([]int32, error) {
	var numbers []int32
	value, shift := int64(0), 0
	for i := range len(segment) {
		digit := strings.IndexByte(base64Digits, segment[i])
		if digit < 0 || shift > 25 {
			return nil, fmt.Errorf("segment %q is not in base64 VLQ", segment)
		}
		value |= int64(digit) & 31 << shift
		if shift += 5; digit&32 != 0 {
			continue
		}
		if value&1 != 0 {
			numbers = append(numbers, int32(-(value >> 1)))
		} else {
			numbers = append(numbers, int32(value>>1))
		}
		value, shift = 0, 0
	}
	if n := len(numbers); shift != 0 || n != 1 && n != 4 && n != 5 {
		return nil, fmt.Errorf("segment %q has %d numbers: want 1, 4 or 5", segment, len(numbers))
	}
	return numbers, nil
}

// Position is where the text at a line and a column of the script comes from. Lines and columns count from 1, columns
// in UTF-16 code units; the script is ASCII, so that bytes and characters of it are the same. The file is relative to
// the project's folder, or the name of one of the host's modules. It is "" for what the bundler added. The name is that
// of the identifier before the bundler renamed it, "" where it did not.
func (m *Map) Position(line, column int) (file string, fileLine, fileColumn int, name string) {
	if line < 1 || line > len(m.lines) || column < 1 {
		return "", 0, 0, ""
	}
	marks := m.lines[line-1]
	n := sort.Search(len(marks), func(i int) bool { return int(marks[i].column) > column-1 }) - 1
	if n < 0 || marks[n].file < 0 || m.files[marks[n].file] == "" {
		return "", 0, 0, ""
	}
	k := marks[n]
	if k.name >= 0 {
		name = m.names[k.name]
	}
	return m.files[k.file], int(k.line) + 1, int(k.from) + 1, name
}
