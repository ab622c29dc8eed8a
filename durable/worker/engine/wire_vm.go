package engine

import "errors"

// Mode says for whom a structured clone is written.
type Mode uint8

// The modes: what storage keeps, and what crosses between objects. Storage takes instances of classes as plain objects;
// RPC refuses them, and leaves out the stack of an error.
const (
	Storage Mode = iota
	RPC
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
