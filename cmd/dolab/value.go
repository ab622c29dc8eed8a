package main

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"dolab/actor"
	"dolab/durable"
)

// list is a flag with comma-separated values. Given twice, it has the values of both.
type list[T any] struct {
	to    *[]T
	texts []string // as typed, for the command that replays the run
	parse func(string) (T, error)
	form  string // what a value looks like
	kind  string // what pflag calls the type
}

func (l *list[T]) String() string { return strings.Join(l.texts, ",") }

func (l *list[T]) Type() string { return l.kind }

func (l *list[T]) Set(s string) error {
	for text := range strings.SplitSeq(s, ",") {
		v, err := l.parse(strings.TrimSpace(text))
		if err != nil {
			return fmt.Errorf("%w: it takes %s", err, l.form)
		}
		*l.to = append(*l.to, v)
		l.texts = append(l.texts, strings.TrimSpace(text))
	}
	return nil
}

// one is a flag with one value.
type one[T any] struct {
	to    *T
	text  string
	parse func(string) (T, error)
	form  string
	kind  string
	given bool
}

func (o *one[T]) String() string { return o.text }

func (o *one[T]) Type() string { return o.kind }

func (o *one[T]) Set(s string) error {
	if o.given {
		return fmt.Errorf("it is given twice, the first time as %s", typed(o.text))
	}
	v, err := o.parse(s)
	if err != nil {
		return fmt.Errorf("%w: it takes %s", err, o.form)
	}
	*o.to, o.text, o.given = v, s, true
	return nil
}

// outputFile is a flag for a file that the command writes; - is stdout.
func outputFile(to *string) *one[string] {
	return &one[string]{to: to, parse: word, form: "the name of a file, or - for stdout", kind: "FILE"}
}

// inputFile reads the name of a file.
func inputFile(s string) (string, error) {
	if s == "-" {
		return "", errors.New("it does not read stdin")
	}
	return word(s)
}

// word reads a name; the experiment knows which there are.
func word(s string) (string, error) {
	if s == "" {
		return "", errors.New("a value is empty")
	}
	return s, nil
}

// whole returns a reader of whole numbers within bounds.
func whole(lo, hi int) func(string) (int, error) {
	return func(s string) (int, error) {
		n, err := strconv.Atoi(s)
		if errors.Is(err, strconv.ErrRange) {
			return 0, fmt.Errorf("%s is out of bounds", shortened(s))
		}
		if err != nil {
			return 0, fmt.Errorf("%q is not a whole number", shortened(s))
		}
		if n < lo || n > hi {
			return 0, fmt.Errorf("%d is out of bounds", n)
		}
		return n, nil
	}
}

// seedForm is what a seed looks like.
const seedForm = "a whole number from 0 to 18446744073709551615"

func seed(s string) (uint64, error) {
	n, err := strconv.ParseUint(s, 10, 64)
	if digits, negative := strings.CutPrefix(s, "-"); errors.Is(err, strconv.ErrRange) || negative && isWhole(digits) {
		return 0, fmt.Errorf("%s is out of bounds", shortened(s))
	}
	if err != nil {
		return 0, fmt.Errorf("%q is not a seed", shortened(s))
	}
	return n, nil
}

// isWhole reports whether a text has digits only.
func isWhole(s string) bool { return s != "" && strings.Trim(s, "0123456789") == "" }

// duration returns a reader of durations within bounds.
func duration(lo, hi time.Duration) func(string) (time.Duration, error) {
	return func(s string) (time.Duration, error) {
		d, err := actor.ParseSpanWithin(s, lo, hi)
		var span *actor.SpanError
		if errors.As(err, &span) { // What is possible is the flag's form.
			return 0, errors.New(span.What())
		}
		return d, err
	}
}

// readPrices reads the price table in a file.
func readPrices(path string) (*durable.Prices, error) {
	if _, err := inputFile(path); err != nil {
		return nil, err
	}
	data, err := readFile(path, scenarioBytesMax)
	if err != nil {
		return nil, err
	}
	p, err := durable.ParsePrices(data)
	return &p, err
}

func stepNumber(s string) (int64, error) {
	n, err := strconv.ParseInt(s, 10, 64)
	if errors.Is(err, strconv.ErrRange) || err == nil && n < 0 {
		return 0, fmt.Errorf("%s is out of bounds", shortened(s))
	}
	if err != nil {
		return 0, fmt.Errorf("%q is not a step", shortened(s))
	}
	return n, nil
}

// span is a duration with one unit.
func span(d time.Duration) string {
	if d.Abs() >= time.Second {
		return fmt.Sprintf("%g s", d.Seconds())
	}
	return fmt.Sprintf("%g ms", float64(d)/float64(time.Millisecond))
}

// quoted is arguments as typed, of bounded length.
func quoted(args []string) string {
	words := make([]string, len(args))
	for n, arg := range args {
		words[n] = typed(arg)
	}
	return shortened(strings.Join(words, " "))
}

// shownMax is how many bytes of a value an error repeats.
const shownMax = 80

// shortened is text cut to shownMax bytes.
func shortened(text string) string {
	if len(text) > shownMax {
		return strings.ToValidUTF8(text[:shownMax], "") + "…"
	}
	return text
}

// count says how many arguments there are.
func count(args []string) string {
	if len(args) == 0 {
		return "none"
	}
	return strconv.Itoa(len(args))
}
