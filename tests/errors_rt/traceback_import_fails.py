from support import raises_on_import
