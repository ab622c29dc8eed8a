package locks

import _ "sync" // want `import of sync`
