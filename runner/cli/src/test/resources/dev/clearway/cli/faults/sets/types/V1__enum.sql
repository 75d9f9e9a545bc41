CREATE TYPE size AS ENUM ('small', 'large');
CREATE DOMAIN positive AS int CHECK (VALUE > 0);
COMMENT ON TYPE size IS 'how big';
