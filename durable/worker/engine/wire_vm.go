package engine

import "errors"

// Mode says for whom a structured clone is written.
type Mode uint8

// The modes: what storage keeps, what crosses between objects, and what one object throws to another. RPC refuses
// instances of classes, which the others take as plain objects. Only Storage keeps the stack of an error.
const (
	Storage Mode = iota
	RPC
	Thrown
)

// startClone makes the codec, before any script can change the built-in classes.
func (vm *VM) startClone() error {
	c, ok := newCodec(vm.tls, vm.rt, vm.ctx, vm.host)
	if !ok {
		return errors.New("engine: no memory for the structured clone")
	}
	c.legacyErrors = vm.options.LegacyErrors
	vm.clone = c
	return nil
}

// encode writes the structured clone of a value. False: an exception is pending.
func (vm *VM) encode(v jsValue, m Mode) ([]byte, bool) { return vm.clone.encode(v, m) }

// decode makes the value of a structured clone. False: an exception is pending.
func (vm *VM) decode(wire []byte) (jsValue, bool) { return vm.clone.decode(wire) }
