package engine

import (
	"strconv"
	"strings"

	lib "modernc.org/libquickjs"
)

// stack turns the engine's text of the frames into V8's stack property: name and message, then the frames. undefined:
// Error.stackTraceLimit is not a number, and there is no such property.
func (vm *VM) stack(obj, val jsValue) jsValue {
	limit := vm.own(vm.errorClass, "stackTraceLimit")
	defer vm.free(limit)
	if vm.kind(limit) != KindNumber {
		return undefined()
	}
	text, ok := vm.stringOf(val)
	if !ok {
		vm.forget()
		return vm.dup(val)
	}
	frames := strings.SplitN(strings.TrimSuffix(text, "\n"), "\n", stackLimitMax+2)
	frame := vm.frame()
	vm.clearBarrier()
	constructing := vm.byScript() // Frames of constructors that call the Error class by super come first.
	if constructing {
		vm.rawText = ""                    // Of an error that the engine threw and dropped.
		frame = frameAt(frame.Fprev_frame) // The engine leaves the Error class itself out.
	}
	lines := make([]string, 0, stackLimitDefault)
	n := int(min(max(doubleOf(limit), 0), stackLimitMax))
	natives := 0
	for i, line := range frames {
		p, ok := parseFrame(line)
		if !ok {
			continue
		}
		f := undefined()
		if !p.syntax && frame != nil { // The place of a syntax error comes before the frames.
			f = frame.Fcur_func
			frame = frameAt(frame.Fprev_frame)
		}
		if i == 0 {
			p = vm.placeMessage(obj, p, f)
		}
		if p.syntax && p.file == jsonInput {
			continue
		}
		if vm.cutAt != 0 {
			if address(f) == vm.cutAt {
				vm.cutAt = 0
			}
			continue
		}
		if constructing = constructing && vm.constructs(f, obj); constructing {
			continue
		}
		if len(lines) < n {
			lines, natives = vm.addFrame(lines, natives, p, f)
		}
	}
	var b strings.Builder
	if isObject(vm.headOf) {
		obj = vm.headOf
	}
	b.WriteString(vm.header(obj))
	for _, line := range lines {
		b.WriteString("\n    at ")
		b.WriteString(line)
	}
	out := vm.newString(b.String())
	if isUndefined(out) {
		return vm.dup(val)
	}
	return out
}

// constructs says whether f is the constructor of a class that obj is an instance of.
func (vm *VM) constructs(f, obj jsValue) bool {
	if !isObject(f) || !strings.HasPrefix(functionText(f), "class") {
		return false
	}
	proto := vm.own(f, "prototype")
	defer vm.free(proto)
	for p, n := protoOf(address(obj)), 0; p != 0 && n < prototypesMax; p, n = protoOf(p), n+1 {
		if isObject(proto) && p == address(proto) {
			return true
		}
	}
	return false
}

// addFrame adds a frame to lines, whose last ones are frames of built-in functions. One that Options.Place hides takes
// the built-in functions along that it has called.
func (vm *VM) addFrame(lines []string, natives int, p place, f jsValue) ([]string, int) {
	text, shown := vm.frameText(p, f)
	switch {
	case !shown:
		return lines[:len(lines)-natives], 0
	case p.native:
		return append(lines, text), natives + 1
	}
	return append(lines, text), 0
}

const (
	stackLimitMax = 200
	jsonInput     = "<input>" // what the engine calls the text that JSON.parse reads
)

// place is one frame in the engine's text: "    at name (file:line:column)" or "    at name (native)".
type place struct {
	name, file   string
	line, column int
	native       bool
	syntax       bool
}

func parseFrame(line string) (p place, ok bool) {
	rest, ok := strings.CutPrefix(line, "    at ")
	if !ok {
		return p, false
	}
	where := rest
	if i := strings.LastIndex(rest, " ("); i >= 0 && strings.HasSuffix(rest, ")") {
		p.name, where = rest[:i], rest[i+2:len(rest)-1]
	} else {
		p.syntax = true
	}
	if where == "native" {
		p.native = true
		return p, true
	}
	p.file = where
	for _, n := range []*int{&p.column, &p.line} {
		i := strings.LastIndexByte(p.file, ':')
		if i < 0 {
			return p, true
		}
		v, err := strconv.Atoi(p.file[i+1:])
		if err != nil {
			return p, true
		}
		*n, p.file = v, p.file[:i]
	}
	return p, true
}

// frameText is a frame as V8 writes it: "Class.method (file:line:column)", "file:line:column" without a name.
func (vm *VM) frameText(p place, f jsValue) (text string, shown bool) {
	where, shown := vm.where(p)
	if !shown {
		return "", false
	}
	if name := vm.frameName(p, f); name != "" {
		return name + " (" + where + ")", true
	}
	return where, true
}

// column moves the engine's position of a call, which is its parenthesis, to the name that V8 points at, and counts
// UTF-16 units as V8 does.
func (vm *VM) column(p place) int {
	s := vm.sources[p.file]
	if s == nil {
		return p.column
	}
	from, at := s.lineStart(p.line), s.offset(p.line, p.column)
	if from < 0 || at < 0 {
		return p.column
	}
	if call := tailCall(s.text, at); call >= 0 && strings.IndexByte(s.text[at:call], '\n') < 0 {
		at = call
	}
	if at < len(s.text) && s.text[at] == '(' {
		if start := calleeName(s.text, at); start >= from {
			at = start
		}
	}
	if p.line == 1 {
		from = min(from+s.shift, at)
	}
	return units(s.text[from:at]) + 1
}

func (vm *VM) frameName(p place, f jsValue) string {
	name := p.name
	if name == "<anonymous>" || p.syntax || name == "<eval>" || name == "<module>" {
		name = ""
	}
	if !isObject(f) {
		return name
	}
	if isNative(f) {
		return vm.nativeName(name, f)
	}
	if bytecodeOf(f) == nil {
		return name
	}
	return vm.scriptName(name, p, f)
}

// header is the first part of a stack: what Error.prototype.toString gives, without running a getter.
func (vm *VM) header(obj jsValue) string {
	name, found := vm.inherited(obj, "name")
	if !found {
		name = "Error"
	}
	message, _ := vm.inherited(obj, "message")
	switch {
	case message == "":
		return name
	case name == "":
		return message
	}
	return name + ": " + message
}

// own reads an own data property; undefined for everything else. No script runs.
func (vm *VM) own(v jsValue, name string) jsValue {
	if !isObject(v) || classOf(v) == lib.EJS_CLASS_PROXY {
		return undefined()
	}
	atom := vm.atom(name)
	defer lib.XJS_FreeAtom(vm.tls, vm.ctx, atom)
	out, _ := vm.ownAtom(v, atom)
	return out
}

func (vm *VM) ownAtom(v jsValue, atom lib.TJSAtom) (out jsValue, found bool) {
	const size = 64 // of a property descriptor, rounded up
	addr := vm.tls.Alloc(size)
	defer vm.tls.Free(size)
	if lib.XJS_GetOwnProperty(vm.tls, vm.ctx, addr, v, atom) <= 0 {
		return undefined(), false
	}
	d := (*lib.TJSPropertyDescriptor)(at(addr))
	vm.free(d.Fgetter)
	vm.free(d.Fsetter)
	if d.Fflags&lib.MJS_PROP_GETSET != 0 {
		vm.free(d.Fvalue)
		return undefined(), true
	}
	return d.Fvalue, true
}

func (vm *VM) ownText(v jsValue, name string) string {
	p := vm.own(v, name)
	defer vm.free(p)
	if !isString(p) {
		return ""
	}
	s, _ := vm.stringOf(p)
	return s
}

const prototypesMax = 100

// inherited reads a property as a text, through the prototypes, without running a getter.
func (vm *VM) inherited(v jsValue, name string) (text string, found bool) {
	atom := vm.atom(name)
	defer lib.XJS_FreeAtom(vm.tls, vm.ctx, atom)
	for range prototypesMax {
		if classOf(v) == lib.EJS_CLASS_PROXY {
			return "", false
		}
		p, there := vm.ownAtom(v, atom)
		if there {
			defer vm.free(p)
			if isUndefined(p) {
				return "", false
			}
			if isObject(p) || int32(p.Ftag) == lib.EJS_TAG_SYMBOL {
				return "", true
			}
			return vm.display(p), true
		}
		proto := protoOf(address(v))
		if proto == 0 {
			return "", false
		}
		v = object(proto)
	}
	return "", false
}
