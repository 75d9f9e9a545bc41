-- A trigger on the hot table: CREATE TRIGGER takes SHARE ROW EXCLUSIVE, ADD COLUMN takes ACCESS EXCLUSIVE.
ALTER TABLE orders ADD COLUMN updated_at timestamptz;

CREATE FUNCTION orders_touch() RETURNS trigger
  LANGUAGE plpgsql
AS $$
BEGIN
  NEW.updated_at := now();
  RETURN NEW;
END
$$;

CREATE TRIGGER orders_touch
  BEFORE INSERT OR UPDATE ON orders
  FOR EACH ROW EXECUTE FUNCTION orders_touch();
