// Reads statements with a zero byte between them, and prints what PostgreSQL's own parser makes of
// each, one line each. libpg-query is looked for where NODE_PATH says.
const { parse } = require('libpg-query');

const word = (yes, text) => (yes ? ' ' + text : '');

function constraint(c) {
  return c.contype + word(c.skip_validation && c.is_enforced !== undefined, 'NOT_VALID')
    + word(c.indexname, 'USING_INDEX');
}

function action(c) {
  const d = c.def || {};
  let more = '';
  if (c.subtype === 'AT_AddConstraint') more = ' ' + constraint(d.Constraint);
  if (c.subtype === 'AT_AddColumn') {
    more = ' ' + d.ColumnDef.colname;
    const kinds = (d.ColumnDef.constraints || []).map((x) => x.Constraint.contype)
      .filter((x) => !/ATTR|CONSTR_NULL$/.test(x)).sort();
    more += kinds.length ? ' ' + kinds.join(' ') : '';
  }
  if (c.subtype === 'AT_DropColumn' || c.subtype === 'AT_DropConstraint') more = ' ' + c.name;
  if (c.subtype === 'AT_AlterColumnType') more = ' ' + c.name;
  if (c.subtype === 'AT_DetachPartition') more = word(d.PartitionCmd.concurrent, 'CONCURRENTLY');
  return c.subtype + more;
}

function describe(stmt) {
  const tag = Object.keys(stmt)[0];
  const s = stmt[tag];
  switch (tag) {
    case 'AlterTableStmt':
      return 'ALTER ' + s.relation.relname + word(!s.relation.inh, 'ONLY') + ': '
        + s.cmds.map((c) => action(c.AlterTableCmd)).join(', ');
    case 'IndexStmt':
      return 'INDEX ' + s.relation.relname + word(s.concurrent, 'CONCURRENTLY')
        + word(s.unique, 'UNIQUE') + word(s.if_not_exists, 'IF_NOT_EXISTS');
    case 'DropStmt':
      return 'DROP ' + s.removeType + ' ' + s.objects.length + word(s.concurrent, 'CONCURRENTLY')
        + word(s.behavior === 'DROP_CASCADE', 'CASCADE');
    case 'RenameStmt':
      return 'RENAME ' + s.renameType + ' ' + s.newname;
    case 'TruncateStmt':
      return 'TRUNCATE ' + s.relations.length + word(s.behavior === 'DROP_CASCADE', 'CASCADE');
    case 'CreateStmt':
      return 'CREATE ' + s.relation.relname + ' ' + s.relation.relpersistence
        + word(s.if_not_exists, 'IF_NOT_EXISTS') + word(s.partbound, 'PARTITION');
    case 'VacuumStmt':
      return (s.is_vacuumcmd ? 'VACUUM' : 'ANALYZE')
        + word((s.options || []).some((o) => o.DefElem.defname === 'full'
          && !/false|off/.test(JSON.stringify(o.DefElem.arg || ''))), 'FULL');
    case 'LockStmt':
      return 'LOCK ' + s.relations.length + ' ' + s.mode;
    case 'UpdateStmt': case 'DeleteStmt': case 'InsertStmt': case 'MergeStmt':
      return tag + ' ' + s.relation.relname;
    default:
      return tag;
  }
}

(async () => {
  const input = require('fs').readFileSync(0, 'utf8');
  for (const sql of input.split('\0')) {
    try {
      const tree = await parse(sql);
      console.log(tree.stmts.length === 1 ? describe(tree.stmts[0].stmt) : 'SEVERAL');
    } catch (e) {
      console.log('REFUSED');
    }
  }
})();
