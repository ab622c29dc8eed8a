package engine

// source is the text of loaded code.
type source struct {
	text  string
	lines []int // where each line begins, made when first needed
}

// line returns the text of line n, which counts from 1.
func (s *source) line(n int) string {
	from := s.lineStart(n)
	if from < 0 {
		return ""
	}
	to := len(s.text)
	if n < len(s.lines) {
		to = s.lines[n] - 1
	}
	return s.text[from:to]
}

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
