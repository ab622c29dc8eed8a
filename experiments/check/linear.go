package check

import (
	"fmt"

	"github.com/anishathalye/porcupine"
)

// Access is one operation on a register or a counter by a client that waits for its answer.
type Access struct {
	Client   int
	Op       string // "read", "write" or "increment"
	Value    int    // what is written
	Got      int    // the answer: what is read, or the count after the increment
	Call     int64  // the moment of the call; moments of a history differ from one another
	Return   int64  // the moment of the answer
	Answered bool   // without: an error came, and nobody knows whether it was done
}

func (a Access) String() string {
	s := a.Op
	if a.Op == "write" {
		s += fmt.Sprint(" ", a.Value)
	}
	if !a.Answered {
		return s + " unanswered"
	}
	return s + fmt.Sprint(" = ", a.Got)
}

// register is a number that is read, written and counted up; one that is not answered may have been done or not.
func register() porcupine.Model {
	return porcupine.Model{
		Init: func() any { return 0 },
		Step: func(state, input, _ any) (bool, any) {
			n, a := state.(int), input.(Access)
			switch a.Op {
			case "read":
				return !a.Answered || a.Got == n, n
			case "write":
				return true, a.Value
			default:
				return !a.Answered || a.Got == n+1, n + 1
			}
		},
	}
}

// Linear holds a history against a register that does one thing after another: whether each operation can have
// happened at one moment between its call and its answer. What was acknowledged and is gone, and what was said
// before it was durable and never came to be, cannot. The history has at most some twenty unanswered operations.
func Linear(history []Access) []Violation {
	var ops []porcupine.Operation
	var last int64
	for _, a := range history {
		last = max(last, a.Call, a.Return)
	}
	for _, a := range history {
		op := porcupine.Operation{ClientId: a.Client, Input: a, Call: a.Call, Return: a.Return}
		if !a.Answered {
			if a.Op == "read" {
				continue
			}
			last++ // It may happen at any time, or after all that was answered: never.
			op.Return = last
		}
		ops = append(ops, op)
	}
	if porcupine.CheckOperations(register(), ops) {
		return nil
	}
	return []Violation{{"linear", "no order of the operations explains the answers", fmt.Sprint(history)}}
}
