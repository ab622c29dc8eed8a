package engine

// source is the text of loaded code.
type source struct {
	text  string
	shift int   // columns of the first line that are not the user's
	lines []int // where each line begins, made when first needed
}

func newSource(text string, kind codeKind) *source {
	s := &source{text: text}
	if kind == kindPrelude {
		s.shift = len(preludeHead)
	}
	return s
}

// lineStart returns the offset of line n, which counts from 1. -1: there is no such line.
func (s *source) lineStart(n int) int {
	if s.lines == nil {
		s.lines = append(s.lines, 0)
		for i := range len(s.text) {
			if s.text[i] == '\n' {
				s.lines = append(s.lines, i+1)
			}
		}
	}
	if n < 1 || n > len(s.lines) {
		return -1
	}
	return s.lines[n-1]
}

// offset returns the byte offset of a column, which counts characters from 1. -1: outside the text.
func (s *source) offset(line, column int) int {
	from := s.lineStart(line)
	if from < 0 || column < 1 {
		return -1
	}
	for i := range s.text[from:] {
		if column--; column == 0 {
			return from + i
		}
	}
	return len(s.text)
}
