// Package shop has one site of each kind that its tests notice, in the first functions, and one that they do not, in
// the functions that end in Unseen.
package shop

import (
	"errors"
	"time"
)

const pause = 2 * time.Second

const most = 3

// ErrEmpty is an error.
var ErrEmpty = errors.New("empty")

// Shop is what effects can be seen on.
type Shop struct {
	Log    string
	Open   bool
	Number int
}

func (s *Shop) note(text string) { s.Log += text }

func (s *Shop) close() { s.Open = false }

// Same is a comparison.
func Same(a, b int) bool { return a == b }

// Below is a boundary.
func Below(a, b int) bool { return a < b }

// Many has a constant.
func Many(a int) bool {
	return a > most
}

// Both is logic.
func Both(a, b bool) bool { return a && b }

// Sum is arithmetic.
func Sum(a, b int) int { return a + b }

// Larger is an extreme.
func Larger(a, b int) int { return max(a, b) }

// Call has calls, and a swap.
func (s *Shop) Call() {
	s.note("a")
	s.note("b")
}

// Set has an assignment.
func (s *Shop) Set(n int) {
	s.Number = n
}

// Use has releases.
func (s *Shop) Use() {
	s.Open = true
	defer s.close()
	if s.Open {
		s.note("used")
	}
}

// Check has an error.
func Check(n int) error {
	err := empty(n)
	if err != nil {
		return err
	}
	return nil
}

func empty(n int) error {
	if n == 0 {
		return ErrEmpty
	}
	return nil
}

// Found returns a constant.
func Found() bool { return true }

// Early returns early.
func Early(n int) string {
	if n == 7 {
		return "seven"
	}
	return "other"
}

// Pause has units.
func Pause() time.Duration { return pause + time.Minute }

// Count does not end if it is wrong.
func Count(n int) int {
	sum := 0
	for n > 1 {
		sum += n
		n--
	}
	return sum
}

// Must has an assertion, which has no mutants.
func Must(n int) int {
	if n < 0 {
		panic("negative")
	}
	return n
}
