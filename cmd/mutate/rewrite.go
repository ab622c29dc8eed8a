package main

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// placed is an edit of the mutant with that number.
type placed struct {
	edit
	mutant int
}

// placedIn are the edits of each file, by its name. The number of a mutant is its index.
func placedIn(mutants map[int]*site) map[string][]placed {
	files := map[string][]placed{}
	for n, s := range mutants {
		for _, e := range s.edits {
			files[e.file] = append(files[e.file], placed{e, n})
		}
	}
	return files
}

// rewrite is a file with all its mutants, each asleep until mutateOn says its number.
func rewrite(src []byte, edits []placed) string {
	edits = slices.Clone(edits)
	slices.SortFunc(edits, func(a, b placed) int {
		return cmp.Or(cmp.Compare(a.start, b.start), cmp.Compare(b.end, a.end), cmp.Compare(a.form, b.form),
			cmp.Compare(a.mutant, b.mutant))
	})
	r := rewriter{src: string(src), edits: edits}
	return r.text(0, len(src))
}

type rewriter struct {
	src   string
	edits []placed // those that are not yet written, outer ones first
}

// text is the source between two offsets, with the edits in it.
func (r *rewriter) text(start, end int) string {
	var b strings.Builder
	for len(r.edits) > 0 && r.edits[0].end <= end {
		e := r.edits[0]
		r.edits = r.edits[1:]
		b.WriteString(r.src[start:e.start])
		b.WriteString(r.both(e))
		start = e.end
	}
	b.WriteString(r.src[start:end])
	return b.String()
}

// both is the code of an edit and of what it replaces. It takes as many lines as the original, so that those behind it
// keep their numbers.
func (r *rewriter) both(e placed) string {
	line := 1 + strings.Count(r.src[:e.start], "\n")
	was := r.text(e.start, e.end)
	now := e.now
	if strings.Contains(now, "\n") {
		was = fmt.Sprintf("/*line :%d:1*/%s", line, was)
	}
	switch e.form {
	case asStatement:
		return fmt.Sprintf("if mutateOn(%d) { %s } else { %s }", e.mutant, now, was)
	case asClosure:
		return fmt.Sprintf("func() %s { if mutateOn(%d) { return %s }; return %s }()", e.result, e.mutant, now, was)
	case asPure:
		return fmt.Sprintf("func() %s { mutateWas, mutateNow := %s(%s), %s(%s); "+
			"if mutateWas != mutateNow && mutateOn(%d) { return mutateNow }; return mutateWas }()",
			e.result, e.result, was, e.result, now, e.mutant)
	case asPick:
		return fmt.Sprintf("mutatePick[%s](%d, %s, %s)", e.result, e.mutant, was, now)
	case asGuard:
		return fmt.Sprintf("(%s) && !mutateOn(%d)", was, e.mutant)
	}
	panic(fmt.Sprintf("form %d", e.form))
}

// switchSource is the file that is added to each package that has mutants. It is read only through the overlay. A
// mutant is awake when MUTATE_ON is its number. Where MUTATE_REACHED names a file, the numbers of the mutants that
// are reached are written to it.
const switchSource = `package %s

import (
	mutateOS "os"
	mutateConv "strconv"
	mutateAtomic "sync/atomic"
)

var (
	mutateAwake = func() int {
		n, err := mutateConv.Atoi(mutateOS.Getenv("MUTATE_ON"))
		if err != nil {
			return -1
		}
		return n
	}()
	mutateRecord = mutateOS.Getenv("MUTATE_REACHED")
	mutateSeen   [%d]mutateAtomic.Bool
)

func mutateOn(n int) bool {
	if mutateRecord != "" {
		mutateNote(n)
	}
	return n == mutateAwake
}

func mutateNote(n int) {
	if mutateSeen[n].Load() || mutateSeen[n].Swap(true) {
		return
	}
	f, err := mutateOS.OpenFile(mutateRecord, mutateOS.O_APPEND|mutateOS.O_CREATE|mutateOS.O_WRONLY, 0o600)
	if err != nil {
		panic(err)
	}
	defer f.Close()
	if _, err := f.WriteString(mutateConv.Itoa(n) + "\n"); err != nil {
		panic(err)
	}
}

func mutatePick[T any](n int, was, now T) T {
	if mutateOn(n) {
		return now
	}
	return was
}
`
