package sqlite

// kind is what an instruction means to a path and to the counters.
type kind uint8

const (
	plain  kind = iota // Goes on.
	branch             // Goes on, or jumps to p2.
	jump
	gosub
	goback
	initCoroutine
	yield
	endCoroutine
	threeWay
	once
	ifTrue
	ifFalse
	ifPositive
	ifNotZero
	decrement
	ifNull
	ifNotNull
	mustBeInteger
	newRowid
	notRaised
	seek
	seekScan
	seekRowid
	rewind
	seekEnd
	sorted
	next
	virtualNext
	call
	halt
	resultRow
	filtered
	counting
	insert
	indexInsert
	remove
	clearTable
	virtualUpdate
	virtualMake
	keepRow
	takeRow
	integer
	null
	addImmediate
	openTable
	openEphemeral
	copied
	offsetLimit
	valued
	makeRecord
)

// kinds are the instructions that are not plain. SQLite's documentation of its bytecode engine says what each does.
var kinds = map[string]kind{
	"Init": jump, "Goto": jump, "Gosub": gosub, "Return": goback, "InitCoroutine": initCoroutine, "Yield": yield,
	"EndCoroutine": endCoroutine, "Jump": threeWay, "Once": once, "If": ifTrue, "IfNot": ifFalse, "IfPos": ifPositive,
	"IfNotZero": ifNotZero, "DecrJumpZero": decrement, "SeekLT": seek, "SeekLE": seek, "SeekGE": seek, "SeekGT": seek,
	"SeekScan": seekScan, "SeekRowid": seekRowid, "NotExists": seekRowid, "Rewind": rewind, "Last": rewind,
	"SeekEnd": seekEnd, "SorterSort": sorted, "Sort": sorted, "Next": next, "Prev": next, "SorterNext": next,
	"VNext": virtualNext, "Program": call, "Halt": halt, "ResultRow": resultRow, "Filter": filtered, "Count": counting,
	"Insert": insert, "IdxInsert": indexInsert, "Delete": remove, "Clear": clearTable, "VUpdate": virtualUpdate,
	"VBegin": virtualMake, "VCreate": virtualMake, "VDestroy": virtualMake, "SorterInsert": keepRow, "RowSetAdd": keepRow,
	"RowSetRead": takeRow,
	"Integer":    integer, "Null": null, "BeginSubrtn": null, "AddImm": addImmediate, "OpenRead": openTable,
	"OpenWrite": openTable, "ReopenIdx": openTable, "OpenEphemeral": openEphemeral, "OpenAutoindex": openEphemeral,
	"OpenDup": openEphemeral, "Copy": copied, "SCopy": copied, "OffsetLimit": offsetLimit,

	"MakeRecord": makeRecord, "NewRowid": newRowid, "Int64": valued, "Real": valued, "String8": valued, "Blob": valued,

	"VFilter": branch, "MustBeInt": mustBeInteger, "IsType": branch, "IfNullRow": branch, "IfNoHope": branch,
	"NoConflict": branch, "NotFound": branch, "Found": branch, "IfSizeBetween": branch, "IfEmpty": branch,
	"SequenceTest": branch, "SorterCompare": branch,
	"IdxLE": branch, "IdxGT": branch, "IdxLT": branch, "IdxGE": branch, "IFindKey": branch,
	"RowSetTest": branch, "FkIfZero": branch, "IsNull": ifNull, "NotNull": ifNotNull, "Ne": branch, "Eq": branch,
	"Gt": branch, "Le": notRaised, "Lt": branch, "Ge": branch, "ElseEq": branch, "IncrVacuum": branch,
}

// results says which operand of a plain instruction names the register that it writes, 0 for none. Of others any may.
var results = map[string]uint8{
	"Column": 3, "Sequence": 2, "Rowid": 2, "IdxRowid": 2, "RowData": 2, "SorterData": 2, "VColumn": 3, "Variable": 2,
	"Param": 2, "IntCopy": 2, "SoftNull": 1, "RealAffinity": 1, "Cast": 1, "Function": 3, "PureFunc": 3, "Add": 3,
	"Subtract": 3, "Multiply": 3, "Divide": 3, "Remainder": 3, "Concat": 3, "BitAnd": 3, "BitOr": 3, "ShiftLeft": 3,
	"ShiftRight": 3, "And": 3, "Or": 3, "Not": 2, "BitNot": 2, "IsTrue": 2, "AggStep": 3, "Compare": 0, "Transaction": 0,
	"Close": 0, "Noop": 0, "SorterOpen": 0, "OpenPseudo": 0, "IdxDelete": 0, "DeferredSeek": 0,
	"ResetSorter": 0, "NullRow": 0, "FkCounter": 0, "VOpen": 0, "Affinity": 0, "Permutation": 0,
}

// anyResult stands for an instruction that may write any of its operands.
const anyResult = 4

// Flags.
const (
	flagChange  = 1 // Insert, IdxInsert (p5), Delete (p2): the row counts as changed.
	flagSeekEq  = 2 // OpenRead: the cursor is only asked for equal keys.
	haltIgnored = 4 // Halt's p2: RAISE(IGNORE).
	callOnce    = 1 // Program: it is skipped while the program that it calls runs.
)

// linesMax is how long a listing may be: its addresses are kept in 16 bits.
const linesMax = 30000

// line is an instruction as the engine gives it.
type line struct {
	kind       kind
	first      bool // It begins a program.
	result     uint8
	p1, p2, p3 int32
	p5         uint16
	sorter     bool
	variable   bool // It reads an argument: p1 from 1.
}
