package engine

// Mode says for whom a structured clone is written.
type Mode uint8

// The modes: what storage keeps, and what crosses between objects.
const (
	Storage Mode = iota
	RPC
)

func (vm *VM) encode(v jsValue, m Mode) ([]byte, bool) {
	vm.throwName("DataCloneError", "structured clone is not linked in")
	return nil, false
}

func (vm *VM) decode(wire []byte) (jsValue, bool) {
	vm.throwName("DataCloneError", "structured clone is not linked in")
	return exception(), false
}
