ALTER TABLE invoices VALIDATE CONSTRAINT invoices_order_fk;
INSERT INTO journal VALUES ('transactional 4');
