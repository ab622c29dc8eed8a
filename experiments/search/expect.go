package search

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"dolab/experiments/check"
)

// Expect is what is expected of a scenario. A range is written "3", "1..", "..5" or "1..5"; one that is left out is not
// asked.
type Expect struct {
	// Wrong are the signatures of all that goes wrong; one that ends in * stands for each that begins so. None: nothing.
	Wrong   []string `yaml:"wrong,omitempty"`
	Asked   string   `yaml:"asked,omitempty"`   // a range of Outcome.Asked
	Runs    string   `yaml:"runs,omitempty"`    // … of Outcome.Runs
	Crashes string   `yaml:"crashes,omitempty"` // … of Outcome.Crashes
	Lives   string   `yaml:"lives,omitempty"`   // … of Outcome.Lives
	Struck  string   `yaml:"struck,omitempty"`  // … of how often each fault struck
}

// ranges are the ranges with their names and what they are of.
func (e *Expect) ranges(o *Outcome) []expected {
	list := []expected{
		{"asked", e.Asked, []int{o.Asked}},
		{"runs", e.Runs, []int{o.Runs}},
		{"crashes", e.Crashes, []int{o.Crashes}},
		{"lives", e.Lives, []int{o.Lives}},
		{"struck", e.Struck, o.Struck},
	}
	return slices.DeleteFunc(list, func(x expected) bool { return x.text == "" })
}

type expected struct {
	name, text string
	got        []int
}

// check reads all ranges.
func (e *Expect) check() error {
	if e == nil {
		return nil
	}
	for _, x := range e.ranges(&Outcome{}) {
		if _, _, err := between(x.text); err != nil {
			return fmt.Errorf("expect: %s: %w", x.name, err)
		}
	}
	return nil
}

// Unmet says what of the scenario's expectations an outcome does not meet, none for all met. Without any, nothing is
// to go wrong.
func (s *Scenario) Unmet(o *Outcome) []string {
	if s.Expect == nil {
		return (&Expect{}).unmet(o)
	}
	return s.Expect.unmet(o)
}

// unmet says which expectations an outcome does not meet, none for all met.
func (e *Expect) unmet(o *Outcome) []string {
	var unmet []string
	seen := map[string]bool{}
	for _, signature := range check.Signatures(o.Violations) {
		known := false
		for _, want := range e.Wrong {
			if fits(want, signature) {
				seen[want], known = true, true
			}
		}
		if !known {
			unmet = append(unmet, "it goes wrong, unexpectedly: "+signature)
		}
	}
	for _, want := range e.Wrong {
		if !seen[want] {
			unmet = append(unmet, "it does not go wrong: "+want)
		}
	}
	for _, x := range e.ranges(o) {
		low, high, err := between(x.text)
		for _, got := range x.got {
			if err != nil || got < low || got > high {
				unmet = append(unmet, fmt.Sprintf("%s: %v is not %s", x.name, x.got, x.text))
				break
			}
		}
	}
	return unmet
}

func fits(want, signature string) bool {
	if head, open := strings.CutSuffix(want, "*"); open {
		return strings.HasPrefix(signature, head)
	}
	return want == signature
}

// between reads a range.
func between(text string) (low, high int, err error) {
	from, to, ranged := strings.Cut(text, "..")
	high = 1<<63 - 1
	if from != "" || !ranged {
		if low, err = strconv.Atoi(from); err != nil {
			return 0, 0, fmt.Errorf("%q is not a range: want 3, 1.., ..5 or 1..5", text)
		}
	}
	if !ranged {
		return low, low, nil
	}
	if to != "" {
		if high, err = strconv.Atoi(to); err != nil {
			return 0, 0, fmt.Errorf("%q is not a range: want 3, 1.., ..5 or 1..5", text)
		}
	}
	if low > high {
		return 0, 0, fmt.Errorf("%q is an empty range: %d is above %d", text, low, high)
	}
	return low, high, nil
}
