package shop

import (
	"errors"
	"testing"
	"time"
)

func want(t *testing.T, ok bool) {
	t.Helper()
	if !ok {
		t.Fatal("wrong")
	}
}

func TestExpressions(t *testing.T) {
	want(t, Same(1, 1) && !Same(1, 2))
	want(t, Below(1, 2) && !Below(2, 2) && !Below(3, 2))
	want(t, Many(4) && !Many(3))
	want(t, Both(true, true) && !Both(true, false) && !Both(false, true) && !Both(false, false))
	want(t, Sum(1, 2) == 3)
	want(t, Larger(1, 2) == 2)
	want(t, Found())
	want(t, Early(7) == "seven" && Early(8) == "other")
	want(t, Pause() == time.Minute+2*time.Second)
	want(t, Must(1) == 1)
}

func TestEffects(t *testing.T) {
	var s Shop
	s.Call()
	s.Use()
	s.Set(5)
	want(t, s == Shop{Log: "abused", Number: 5})
	want(t, errors.Is(Check(0), ErrEmpty) && Check(1) == nil)
}

func TestCount(t *testing.T) {
	want(t, Count(3) == 5)
}

func TestUnseen(t *testing.T) {
	want(t, BelowUnseen(1, 2))
	(&Shop{}).CallUnseen()
	want(t, SlackUnseen(3) == 3)
}
