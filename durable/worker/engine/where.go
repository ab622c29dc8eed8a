package engine

import (
	"strconv"
	"strings"
)

// LimitError is the end of an entry by ErrTicks, with the frames that ran. Its innermost place may be that of an earlier
// expression: the engine knows the places of calls and accesses only. errors.Is finds the reason.
type LimitError struct {
	Reason error
	Stack  string // one frame a line, as in the stack of an Error
}

func (e *LimitError) Error() string { return e.Reason.Error() + e.Stack }

func (e *LimitError) Unwrap() error { return e.Reason }

// noteLimit keeps the frames of the error by which the engine ends an entry. An async function catches that error.
func (vm *VM) noteLimit(stack jsValue) {
	if vm.stop == nil || vm.limitText != "" || !isString(stack) {
		return
	}
	if text, ok := vm.stringOf(stack); ok {
		vm.limitText = text
	} else {
		vm.forget()
	}
}

// limited is the reason for which an entry has ended, with the frames that ran.
func (vm *VM) limited() error {
	if vm.stop != ErrTicks || vm.limitText == "" {
		return vm.stop
	}
	var lines []string
	natives := 0
	for line := range strings.SplitSeq(vm.limitText, "\n") {
		if p, ok := parseFrame(line); ok {
			lines, natives = vm.addFrame(lines, natives, p, undefined())
		}
	}
	if natives == len(lines) {
		return vm.stop // Built-in functions that a job called tell no place.
	}
	stack := ""
	for _, line := range lines {
		stack += "\n    at " + line
	}
	return &LimitError{vm.stop, stack}
}

// where is the place of a frame as a reader knows it: see Options.Place.
func (vm *VM) where(p place) (text string, shown bool) {
	if p.native {
		return "<anonymous>", true
	}
	file, line, column := p.file, p.line, 0
	if line > 0 {
		column = vm.column(p)
	}
	if vm.options.Place != nil {
		if file, line, column = vm.options.Place(file, line, column); file == "" {
			return "", false
		}
	}
	if line > 0 {
		file += ":" + strconv.Itoa(line) + ":" + strconv.Itoa(column)
	}
	return file, true
}
