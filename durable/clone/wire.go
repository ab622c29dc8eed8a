package clone

// The tags of V8's ValueSerializer. Each value on the wire starts with one; padding may stand before any of them.
const (
	tagPadding     = 0x00
	tagVersion     = 0xFF
	tagObjectCount = '?' // written by old versions only: a count to skip, then the value

	tagUndefined = '_'
	tagNull      = '0'
	tagTrue      = 'T'
	tagFalse     = 'F'
	tagInt32     = 'I' // zigzag varint
	tagUint32    = 'U' // varint; read, never written
	tagDouble    = 'N' // 8 bytes, little endian
	tagBigInt    = 'Z' // varint: sign in bit 0, bytes above it; then the digits, little endian
	tagUTF8      = 'S' // read, never written
	tagLatin1    = '"' // varint bytes
	tagUTF16     = 'c' // varint bytes, aligned to two

	tagReference = '^' // varint: the how manieth object of the message
	tagObject    = 'o'
	tagObjectEnd = '{' // varint properties
	tagDense     = 'A' // varint length, the elements, then properties
	tagDenseEnd  = '$' // varint properties, varint length
	tagSparse    = 'a' // varint length, then index and value as properties
	tagSparseEnd = '@' // varint properties, varint length
	tagHole      = '-' // only as an element of a dense array
	tagDate      = 'D' // 8 bytes: milliseconds as a double
	tagMap       = ';'
	tagMapEnd    = ':' // varint: keys and values together
	tagSet       = '\''
	tagSetEnd    = ',' // varint values

	tagBuffer    = 'B' // varint bytes
	tagResizable = '~' // varint bytes, varint most bytes
	tagView      = 'V' // after its buffer: kind, varint offset, varint bytes, since 14 varint flags

	tagRegExp      = 'R' // a string, varint flags
	tagError       = 'r'
	tagHost        = '\\' // the embedder's own: workerd writes errors so
	tagTrueBox     = 'y'
	tagFalseBox    = 'x'
	tagNumberBox   = 'n'
	tagBigIntBox   = 'z'
	tagStringBox   = 's'
	tagTransferred = 't'
	tagShared      = 'u'
	tagSharedValue = 'p'
	tagWasmModule  = 'w'
	tagWasmMemory  = 'm'
)

// Versions of the format. A message without a header is taken for the oldest (workerd reads it as 13).
const (
	versionOldest = 13
	versionFlags  = 14 // views have flags since
	version       = 15
)

// V8 keeps small integers apart from doubles ("Smi"); with the compressed pointers of workerd they have 31 bits.
const (
	smiMin = -1 << 30
	smiMax = 1<<30 - 1
)

// The bounds of a message.
//
// depthMax: the runtime keeps 1,000 levels and refuses 100,000, for want of stack (golden clone-nested-depth). At
// 10,000 levels our stack stays under ten megabytes, far from Go's limit of a thousand.
//
// holesMax: how many holes all sparse arrays of a message may open in Go slices. A few bytes can ask for four billion.
const (
	depthMax = 10_000
	holesMax = 1 << 20
)
