package clone

// Error is a JavaScript error. There are two forms on the wire: workerd's own (a host object, what the runtime writes
// to storage now), which keeps every own property, and V8's, which knows cause and stack only.
//
// Unmarshal gives an *Error; as a Go error it reads as JavaScript shows it. Marshal makes one of each Go error: see the
// package.
type Error struct {
	Name    string // "RangeError"; when it is no built-in class the error is an Error with this name
	Message string
	Props   []Property // the other own properties: stack, cause, code

	V8        bool // in V8's form
	NoMessage bool // V8's form: the error has no message of its own

	wide bool // the message was kept like a TwoByte string
}

func (e *Error) Error() string {
	if e.Message == "" {
		return e.Name
	}
	return e.Name + ": " + e.Message
}

// Get gives an own property besides name and message.
func (e *Error) Get(key string) (value any, found bool) {
	return find(e.Props, key)
}

// hostError is workerd's number for an error among its host objects (workerd: worker-interface.capnp, nativeError).
const hostError = 10

// hostErrors are the classes of workerd's form by their numbers (workerd: jsg/ser.c++); 0 is followed by the name.
var hostErrors = [...]string{
	"", "Error", "TypeError", "RangeError", "ReferenceError", "SyntaxError", "WasmCompileError", "WasmLinkError",
	"WasmRuntimeError", "WasmSuspendError", "EvalError", "URIError", "AggregateError", "SuppressedError",
}

// The parts of V8's form; the letter of the class comes first, none for Error.
const (
	errorMessage = 'm'
	errorCause   = 'c'
	errorStack   = 's'
	errorEnd     = '.'
)

var v8Errors = [...]struct {
	name   string
	letter byte
}{
	{"EvalError", 'E'},
	{"RangeError", 'R'},
	{"ReferenceError", 'F'},
	{"SyntaxError", 'S'},
	{"TypeError", 'T'},
	{"URIError", 'U'},
}

func (e *encoder) jsError(v *Error) error {
	if v.V8 {
		return e.v8Error(v)
	}
	class := 0
	for i, name := range hostErrors {
		if name == v.Name {
			class = i
		}
	}
	e.tag(tagHost)
	e.varint(hostError)
	e.varint(uint64(class))
	if class == 0 {
		e.text(v.Name, false)
	}
	e.text(v.Message, v.wide && e.exact)
	e.seen.skip() // the properties are an object of their own
	e.tag(tagObject)
	return e.end(v.Props, tagObjectEnd)
}

func (e *encoder) v8Error(v *Error) error {
	e.tag(tagError)
	for _, class := range v8Errors {
		if class.name == v.Name {
			e.tag(class.letter)
		}
	}
	if !v.NoMessage {
		e.tag(errorMessage)
		e.text(v.Message, v.wide && e.exact)
	}
	for _, p := range v.Props {
		switch p.Key {
		case "cause":
			e.tag(errorCause)
		case "stack":
			e.tag(errorStack)
		default:
			continue // V8's form has no room for it, and V8 drops it too
		}
		if err := e.value(p.Value); err != nil {
			return under(err, "."+p.Key)
		}
	}
	e.tag(errorEnd)
	return nil
}

func (d *decoder) hostError() (*Error, error) {
	offset := d.pos - 1
	kind, err := d.varint()
	if err != nil {
		return nil, err
	}
	if kind != hostError {
		return nil, &UnsupportedError{Offset: offset, Kind: "host object " + formatIndex(kind)}
	}
	v := &Error{}
	d.objects = append(d.objects, v)
	class, err := d.varint()
	if err != nil {
		return nil, err
	}
	switch {
	case class == 0:
		name, err := d.string()
		if err != nil {
			return nil, err
		}
		v.Name = plain(name)
	case uint64(class) < uint64(len(hostErrors)):
		v.Name = hostErrors[class]
	default:
		return nil, &UnsupportedError{Offset: offset, Kind: "Error of class " + formatIndex(class)}
	}
	if err := d.errorText(v); err != nil {
		return nil, err
	}
	if !d.is(tagObject) {
		return nil, d.wrong("error without its properties")
	}
	d.objects = append(d.objects, &Object{})
	v.Props, err = d.properties(tagObjectEnd)
	return v, err
}

func (d *decoder) errorText(v *Error) error {
	message, err := d.string()
	if err != nil {
		return err
	}
	v.Message = plain(message)
	_, v.wide = message.(TwoByte)
	return nil
}

// v8Error reads V8's form: parts behind letters, in the order V8 likes.
func (d *decoder) v8Error() (*Error, error) {
	v := &Error{Name: "Error", V8: true, NoMessage: true}
	d.objects = append(d.objects, v)
	for {
		part, err := d.bytes(1)
		if err != nil {
			return nil, err
		}
		switch d.tag = part[0]; d.tag {
		case errorEnd:
			return v, nil
		case errorMessage:
			v.NoMessage = false
			err = d.errorText(v)
		case errorCause:
			err = d.errorPart(v, "cause")
		case errorStack:
			err = d.errorPart(v, "stack")
		default:
			if v.Name = v8ErrorClass(d.tag); v.Name == "" {
				err = d.wrong("no such part of an error")
			}
		}
		if err != nil {
			return nil, err
		}
	}
}

func v8ErrorClass(letter byte) string {
	for _, class := range v8Errors {
		if class.letter == letter {
			return class.name
		}
	}
	return ""
}

func (d *decoder) errorPart(v *Error, key string) error {
	value, err := d.value()
	if err == nil {
		v.Props = append(v.Props, Property{Key: key, Value: value})
	}
	return err
}
