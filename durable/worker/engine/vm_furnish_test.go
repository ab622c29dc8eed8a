package engine

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// TestFurnishWithoutMemory: furnish fails where the engine gets no memory, in its first step too.
func TestFurnishWithoutMemory(t *testing.T) {
	for soft := int64(1); soft < 1<<10; soft *= 2 {
		vm, err := newVM(Options{})
		require.NoError(t, err)
		vm.arena.soft = soft
		require.Error(t, vm.furnish(), "blocks of at most %d bytes", soft)
		vm.Close()
	}
}

// TestNewClosesWhatFails: New leaves no VM in the table, whatever the step is at which it runs out of memory.
func TestNewClosesWhatFails(t *testing.T) {
	open := func() (n int) {
		for _, slot := range *table.Load() {
			if slot != nil {
				n++
			}
		}
		return n
	}
	vm, err := New(Options{})
	require.NoError(t, err)
	vm.Close()
	before := open()
	failures := 0
	for soft := int64(1 << 10); soft < 4<<20; soft += soft / 4 {
		if vm, err := New(Options{SoftMemory: soft}); err == nil {
			vm.Close()
		} else {
			failures++
		}
		require.Equal(t, before, open(), "%d bytes", soft)
	}
	require.NotZero(t, failures)
}

// TestReserveTooMuch: New reports that the system has not so much memory.
func TestReserveTooMuch(t *testing.T) {
	_, err := New(Options{SoftMemory: 1 << 60})
	require.ErrorContains(t, err, "reserve ")
}

// TestResizeInPlace: the last block grows and shrinks where it is.
func TestResizeInPlace(t *testing.T) {
	const size = 1 << 20
	addr, err := reserve(size)
	require.NoError(t, err)
	defer func() { require.NoError(t, release(addr, size)) }()
	a := newArena(addr, size)
	first, last := a.alloc(100), a.alloc(100)
	require.Equal(t, last, a.resize(last, 100_000))
	require.Equal(t, last, a.resize(last, 1_000))
	require.Equal(t, last-blockHeader+a.size(last), a.top)
	require.NotEqual(t, first, a.resize(first, 1_000))
}

// TestClassFarAbove: the class of a method is looked for in so many lines above it, and no further.
func TestClassFarAbove(t *testing.T) {
	for far, want := range map[int]string{classLinesMax - 2: "A", classLinesMax: ""} {
		s := newSource("class A {"+strings.Repeat("\n", far+1)+"  m() {}\n}", kindModule)
		require.Equal(t, want, s.classAbove(far+2, "m() {}"), "%d lines between", far)
	}
}
