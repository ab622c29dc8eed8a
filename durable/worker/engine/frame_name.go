package engine

import (
	"strings"
	"unsafe"

	lib "modernc.org/libquickjs"
)

// V8 names the class of a method in a stack. The engine keeps neither the receiver of a call nor, for most methods, the
// object that they belong to, so the class is read from the source: the nearest line above the method that is indented
// less and begins a class.

// functionText is the source of a function, empty where the code was stripped of it. It is the engine's own memory, valid
// while the function lives.
func functionText(f jsValue) string {
	b := bytecodeOf(f)
	if b == nil || b.Fdebug.Fsource == 0 || b.Fdebug.Fsource_len <= 0 {
		return ""
	}
	return unsafe.String((*byte)(at(b.Fdebug.Fsource)), int(b.Fdebug.Fsource_len))
}

// scriptName is the name of a script's function in a stack.
func (vm *VM) scriptName(name string, p place, f jsValue) string {
	if home := *word(address(f) + homeObject); home != 0 {
		if class := vm.className(f); class != "" {
			if class == name && strings.HasPrefix(functionText(f), "class") {
				return "new " + name
			}
			return class + "." + name
		}
	}
	text := functionText(f)
	first, _, _ := strings.Cut(text, "\n")
	switch {
	case name == "" || first == "":
		return name
	case strings.HasPrefix(first, "class"):
		return "new " + name
	case !isMethod(first, name):
		return name
	}
	if class := vm.sources[p.file].classAbove(p.line, first); class != "" {
		return class + "." + name
	}
	return name
}

// isMethod says whether a function's source is that of a method called name.
func isMethod(first, name string) bool {
	for _, word := range []string{"static ", "async ", "get ", "set ", "*"} {
		first = strings.TrimLeft(strings.TrimPrefix(first, word), " ")
	}
	for _, accessor := range []string{"get ", "set "} {
		name = strings.TrimPrefix(name, accessor)
	}
	return strings.HasPrefix(first, name+"(") || strings.HasPrefix(first, "["+name) ||
		strings.HasPrefix(first, `"`+name+`"(`)
}

const classLinesMax = 100_000 // how far above a method its class is looked for

// classAbove returns the class, or Object, that the method with this first line belongs to.
func (s *source) classAbove(line int, first string) string {
	if s == nil {
		return ""
	}
	bottom := max(1, line-classLinesMax)
	for ; line >= bottom; line-- {
		if strings.Contains(s.line(line), first) {
			break
		}
	}
	method := s.line(line)
	if name, found := classIn(method[:max(strings.Index(method, first), 0)]); found {
		return name
	}
	indent := indentation(method)
	for line--; line >= bottom; line-- {
		text := s.line(line)
		if strings.TrimSpace(text) == "" || indentation(text) >= indent {
			continue
		}
		if name, found := classIn(text); found {
			return name
		}
		if strings.HasSuffix(strings.TrimRight(text, " "), "{") {
			return "Object"
		}
		return ""
	}
	return ""
}

// line returns the text of line n, which counts from 1.
func (s *source) line(n int) string {
	from := s.lineStart(n)
	if from < 0 {
		return ""
	}
	to := len(s.text)
	if n < len(s.lines) {
		to = s.lines[n] - 1
	}
	return s.text[from:to]
}

func indentation(line string) int { return len(line) - len(strings.TrimLeft(line, " \t")) }

// classIn finds "class Name" or "Name = class" in a line.
func classIn(line string) (name string, found bool) {
	i := strings.LastIndex(line, "class")
	if i < 0 || i > 0 && isNameByte(line[i-1]) || i+5 < len(line) && isNameByte(line[i+5]) {
		return "", false
	}
	rest := strings.TrimLeft(line[i+5:], " ")
	end := 0
	for end < len(rest) && isNameByte(rest[end]) {
		end++
	}
	if name = rest[:end]; name != "" && name != "extends" {
		return name, true
	}
	before := strings.TrimRight(line[:i], " ")
	if before, ok := strings.CutSuffix(before, "="); ok {
		before = strings.TrimRight(before, " ")
		return before[backName(before, len(before)):], true
	}
	return "", false
}

// nativeName finds the built-in object that a native function is a method of.
func (vm *VM) nativeName(name string, f jsValue) string {
	proto := vm.own(f, "prototype")
	defer vm.free(proto)
	if isObject(proto) {
		return "new " + name
	}
	g := lib.XJS_GetGlobalObject(vm.tls, vm.ctx)
	defer vm.free(g)
	for _, class := range [...]string{
		"Array", "String", "Promise", "Object", "JSON", "Map", "Set", "Function", "RegExp", "Number", "Reflect", "Math",
		"Date", "Symbol", "BigInt", "Uint8Array",
	} {
		c := vm.own(g, class)
		holder := vm.own(c, "prototype")
		static, method := vm.own(c, name), vm.own(holder, name)
		found := same(method, f) || same(static, f)
		vm.freeAll([]jsValue{c, holder, static, method})
		if found {
			return class + "." + name
		}
	}
	return name
}

func same(a, b jsValue) bool { return isObject(a) && isObject(b) && address(a) == address(b) }
