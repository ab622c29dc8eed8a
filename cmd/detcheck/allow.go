package main

import (
	"bytes"
	"fmt"
	"go/ast"
	"go/token"
	"slices"
	"strings"
)

const (
	notePrefix = "//detcheck:"
	noteForm   = "//detcheck:allow rule[,rule] reason, or //detcheck:file rule[,rule] reason"

	// noteRule is the rule that the comments themselves can break. Nothing allows that.
	noteRule = "allow"
)

// note is one comment that lets findings pass.
type note struct {
	comment *ast.Comment
	line    int      // the line it speaks for, 0 for the whole file
	rules   []string // that it names and that exist
	used    []string // of those, the ones that held a finding back
	wrong   string   // what is wrong with it, "" if nothing
}

type notes []*note

// notes reads the comments of the file that are addressed to detcheck.
func (s *source) notes() (notes, error) {
	text, err := s.pass.ReadFile(s.name())
	if err != nil {
		return nil, fmt.Errorf("read comments: %w", err)
	}
	var all notes
	alone := map[int]*note{} // by line, those that have the line for themselves
	for _, group := range s.file.Comments {
		for _, c := range group.List {
			body, found := noteBody(c.Text)
			if !found {
				continue
			}
			n := parseNote(c, body)
			if line := s.line(c); n.line != 0 {
				n.line = line
				if s.startsLine(text, c.Pos()) {
					alone[line] = n
				}
			}
			all = append(all, n)
		}
	}
	// A comment with a line of its own speaks for the next line that is not another such comment.
	for _, n := range all {
		for alone[n.line] != nil {
			n.line++
		}
	}
	return all, nil
}

// startsLine reports whether only blanks stand before pos in its line.
func (s *source) startsLine(text []byte, pos token.Pos) bool {
	before := text[:s.pass.Fset.File(pos).Offset(pos)]
	return len(bytes.TrimSpace(before[bytes.LastIndexByte(before, '\n')+1:])) == 0
}

// noteBody returns what follows the prefix. It accepts a blank before "detcheck:" so that parseNote can object to it.
func noteBody(comment string) (body string, found bool) {
	if body, found = strings.CutPrefix(comment, notePrefix); found {
		return body, true
	}
	loose, _ := strings.CutPrefix(comment, "//")
	if strings.HasPrefix(strings.TrimSpace(loose), "detcheck:") {
		return "", true
	}
	return "", false
}

// parseNote parses what follows the prefix: "allow clock,go reason". The line is not yet known, only whether it counts.
func parseNote(c *ast.Comment, body string) *note {
	n := &note{comment: c}
	body, _, _ = strings.Cut(body, "// ") // A comment within the comment is not the reason.
	verb, rest, _ := strings.Cut(body, " ")
	names, reason, _ := strings.Cut(strings.TrimSpace(rest), " ")
	switch verb {
	case "allow":
		n.line = 1
	case "file":
	default:
		n.wrong = "unknown comment: write " + noteForm
		return n
	}
	for name := range strings.SplitSeq(names, ",") {
		if !ruleFound(name) {
			n.wrong = fmt.Sprintf("there is no rule %q: detcheck -h lists them", name)
			return n
		}
		n.rules = append(n.rules, name)
	}
	if strings.TrimSpace(reason) == "" {
		n.wrong = "no reason given: write " + noteForm
	}
	return n
}

// filter returns the findings that no comment lets pass, and keeps in mind which comments were needed. A comment
// without a reason holds back all the same: it is reported itself.
func (ns notes) filter(s *source, all []finding) []finding {
	return slices.DeleteFunc(all, func(f finding) bool {
		return ns.allow(f.rule, s.line(f.at)) || ns.allow(f.rule, 0)
	})
}

func (ns notes) allow(rule string, line int) bool {
	for _, n := range ns {
		if n.line == line && slices.Contains(n.rules, rule) {
			n.used = append(n.used, rule)
			return true
		}
	}
	return false
}

// complaints returns what is wrong with the comments themselves. It is called after filter.
func (ns notes) complaints() []finding {
	var all []finding
	for _, n := range ns {
		if n.wrong != "" {
			all = append(all, finding{noteRule, n.comment, n.wrong})
			continue
		}
		for _, name := range n.rules {
			if !slices.Contains(n.used, name) {
				all = append(all, finding{noteRule, n.comment, "nothing here breaks rule " + name + ": remove it"})
			}
		}
	}
	return all
}
