package engine

// Polls returns the loops and calls of script code since Set: Used to the ten-thousandth of a tick.
func (vm *VM) Polls() int64 { return vm.ticks*pollsPerTick + pollsPerTick - int64(*vm.counter()) }
